using 'main.bicep'

// For azd, which sets the first two, and for az. Whatever else is wanted: set the variable, or edit this file.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION', 'koreacentral')
param alertEmail = readEnvironmentVariable('PAYSSAM_ALERT_EMAIL')

// Keys: only in the environment of the one command that sets them, never in a file.
var key = readEnvironmentVariable('PAYSSAM_CALLBACK_KEY', '')
var secondKey = readEnvironmentVariable('PAYSSAM_SECOND_CALLBACK_KEY', '')
param callbackKey = empty(key) ? null : key
param secondCallbackKey = empty(secondKey) ? null : secondKey
param acceptSecondKey = bool(readEnvironmentVariable('PAYSSAM_ACCEPT_SECOND_KEY', 'false'))

// The token in the callback URL: likewise.
var token = readEnvironmentVariable('PAYSSAM_URL_TOKEN', '')
var secondToken = readEnvironmentVariable('PAYSSAM_SECOND_URL_TOKEN', '')
param urlToken = empty(token) ? null : token
param secondUrlToken = empty(secondToken) ? null : secondToken
param acceptUrlToken = bool(readEnvironmentVariable('PAYSSAM_ACCEPT_URL_TOKEN', 'false'))
param acceptSecondUrlToken = bool(readEnvironmentVariable('PAYSSAM_ACCEPT_SECOND_URL_TOKEN', 'false'))

// Where changed payments go, if anywhere. Secrets as above.
param changesQueue = bool(readEnvironmentVariable('PAYSSAM_CHANGES_QUEUE', 'false'))
param webhookUrl = readEnvironmentVariable('PAYSSAM_WEBHOOK_URL', '')
var secret = readEnvironmentVariable('PAYSSAM_WEBHOOK_SECRET', '')
var secondSecret = readEnvironmentVariable('PAYSSAM_SECOND_WEBHOOK_SECRET', '')
param webhookSecret = empty(secret) ? null : secret
param secondWebhookSecret = empty(secondSecret) ? null : secondSecret
param useSecondWebhookSecret = bool(readEnvironmentVariable('PAYSSAM_USE_SECOND_WEBHOOK_SECRET', 'false'))

// Whether PaySsam is asked for what it did not tell.
param apiBaseUrl = readEnvironmentVariable('PAYSSAM_API_BASE_URL', '')
param apiVersion = readEnvironmentVariable('PAYSSAM_API_VERSION', 'v2')
var partnerKey = readEnvironmentVariable('PAYSSAM_API_KEY', '')
param apiKey = empty(partnerKey) ? null : partnerKey
param apiPerSecond = readEnvironmentVariable('PAYSSAM_API_PER_SECOND', '2')
param apiMember = readEnvironmentVariable('PAYSSAM_API_MEMBER', '')
param apiMerchant = readEnvironmentVariable('PAYSSAM_API_MERCHANT', '')

// How long what is kept; empty: for ever.
param retentionPersonalDays = readEnvironmentVariable('PAYSSAM_RETENTION_PERSONAL_DAYS', '')
param retentionBillDays = readEnvironmentVariable('PAYSSAM_RETENTION_BILL_DAYS', '')
param retentionDeadLetterDays = readEnvironmentVariable('PAYSSAM_RETENTION_DEAD_LETTER_DAYS', '')

// "203.0.113.0/24,198.51.100.7/32"
var callers = readEnvironmentVariable('PAYSSAM_ALLOWED_CALLER_CIDRS', '')
param allowedCallerCidrs = empty(callers) ? [] : split(callers, ',')
param privateNetwork = bool(readEnvironmentVariable('PAYSSAM_PRIVATE_NETWORK', 'false'))
param alwaysReadyInstances = int(readEnvironmentVariable('PAYSSAM_ALWAYS_READY_INSTANCES', '0'))
