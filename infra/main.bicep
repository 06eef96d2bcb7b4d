metadata description = 'PaySsam.Functions in one resource group: what receives, queues, keeps and watches over callbacks.'

targetScope = 'resourceGroup'

@minLength(1)
@maxLength(64)
@description('Name of this deployment, such as "production"; a tag of every resource, by which azd finds them.')
param environmentName string

@minLength(1)
@description('Region of all resources; one that has Flex Consumption.')
param location string = 'koreacentral'

@minLength(6)
@maxLength(254)
@description('E-mail address that alerts go to.')
param alertEmail string

@secure()
@minLength(1)
@description('The apikey that PaySsam sends. Needed once; without it the vault keeps what it has.')
param callbackKey string?

@secure()
@minLength(1)
@description('A second apikey, while PaySsam changes its key. Needed once, likewise.')
param secondCallbackKey string?

@description('Whether the second apikey is accepted. It must be in the vault, or be given now.')
param acceptSecondKey bool = false

@secure()
@minLength(32)
@maxLength(64)
@description('What the callback URL carries as ?token=: 32 to 64 characters of a-z and 0-9. Needed once; without it the vault keeps what it has.')
param urlToken string?

@secure()
@minLength(32)
@maxLength(64)
@description('A second one, while bills with the old URL are still open. Needed once, likewise.')
param secondUrlToken string?

@description('Whether callbacks whose URL carries the first token are accepted without a key. It must be in the vault, or be given now.')
param acceptUrlToken bool = false

@description('Whether those with the second token are too. It must be in the vault, or be given now.')
param acceptSecondUrlToken bool = false

@description('Whether the app puts every changed payment on the queue payment-changes, for a system of yours that reads it.')
param changesQueue bool = false

@maxLength(2048)
@description('https URL that every changed payment is posted to; empty: nowhere.')
param webhookUrl string = ''

@secure()
@minLength(38)
@description('Secret that events are signed with: whsec_ and 24 to 64 bytes in base64. Needed once; without it the vault keeps what it has.')
param webhookSecret string?

@secure()
@minLength(38)
@description('A second one, while the receiver changes over. Needed once, likewise.')
param secondWebhookSecret string?

@description('Whether events are signed with the second secret too. It must be in the vault, or be given now.')
param useSecondWebhookSecret bool = false

@maxLength(20)
@description('Networks that are not public and that the webhook may be in, as CIDRs.')
param webhookPrivateCidrs string[] = []

@maxLength(2048)
@description('https URL of PaySsam\'s API, to which the path of a call is appended; empty: PaySsam is never asked.')
param apiBaseUrl string = ''

@allowed(['v1', 'v2'])
@description('Version of PaySsam\'s API.')
param apiVersion string = 'v2'

@secure()
@minLength(1)
@description('The apikey that PaySsam is asked with. Needed once; without it the vault keeps what it has.')
param apiKey string?

@maxLength(100)
@description('Partner\'s member that bills are asked for, where they name none.')
param apiMember string = ''

@maxLength(100)
@description('Merchant that bills are asked for, where they name none.')
param apiMerchant string = ''

@minLength(1)
@maxLength(6)
@description('Requests a second to PaySsam at the most, "0.2" to "1000".')
param apiPerSecond string = '2'

@maxLength(5)
@description('Days after its last callback that what is personal in a bill is erased, "14" or more; empty: never.')
param retentionPersonalDays string = ''

@maxLength(5)
@description('Days after its last callback that a bill is deleted, "1827" (five years) or more; empty: never.')
param retentionBillDays string = ''

@maxLength(5)
@description('Days after which a closed dead letter is deleted, "1" or more; empty: never.')
param retentionDeadLetterDays string = ''

@maxLength(100)
@description('The only networks that may call the app, as CIDRs ("203.0.113.0/24"); empty: the whole internet. Deployment stays reachable.')
param allowedCallerCidrs string[] = []

@description('Storage and the vault are reached through a virtual network only.')
param privateNetwork bool = false

@allowed([512, 2048, 4096])
@description('Memory of an instance, in MB.')
param instanceMemoryMB int = 2048

@minValue(1)
@maxValue(1000)
@description('Callbacks that one instance answers at a time, before another instance starts.')
param httpConcurrency int = 100

@minValue(0)
@maxValue(20)
@description('Instances that are always ready to answer, so that no callback meets a cold start; each costs money all the time.')
param alwaysReadyInstances int = 0

@minValue(40)
@maxValue(1000)
@description('Instances at the most: a limit to cost.')
param maximumInstances int = 40

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
@description('Copies of the storage account: in one building, in three zones, or in another region too.')
param storageSku string = 'Standard_ZRS'

@minValue(30)
@maxValue(730)
@description('Days that telemetry and audit logs are kept.')
param logRetentionDays int = 90

@minValue(1)
@maxValue(100)
@description('Gigabytes of telemetry a day at the most: a limit to cost. An alert comes at half of it.')
param logDailyCapGb int = 2

@minLength(1)
@maxLength(6)
@description('Share of the traces whose successful spans are kept, "0" to "1"; failures always are.')
param traceSamplingRatio string = '1'

var token = uniqueString(resourceGroup().id, environmentName)
var name = 'payssam-${token}'
var storageName = 'payssam${token}'
var tags = { 'azd-env-name': environmentName }

module identity 'modules/identity.bicep' = {
  params: { location: location, tags: tags, name: name }
}

module monitoring 'modules/monitoring.bicep' = {
  params: { location: location, tags: tags, name: name, retentionDays: logRetentionDays, dailyCapGb: logDailyCapGb }
}

module storage 'modules/storage.bicep' = {
  params: {
    location: location
    tags: tags
    name: storageName
    sku: storageSku
    private: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module keyVault 'modules/key-vault.bicep' = {
  params: {
    location: location
    tags: tags
    name: name
    private: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
    callbackKey: callbackKey
    secondCallbackKey: secondCallbackKey
    acceptSecondKey: acceptSecondKey
    urlToken: urlToken
    secondUrlToken: secondUrlToken
    acceptUrlToken: acceptUrlToken
    acceptSecondUrlToken: acceptSecondUrlToken
    useWebhook: webhookUrl != ''
    webhookSecret: webhookSecret
    secondWebhookSecret: secondWebhookSecret
    useSecondWebhookSecret: useSecondWebhookSecret
    useApi: apiBaseUrl != ''
    apiKey: apiKey
  }
}

module access 'modules/access.bicep' = {
  params: {
    identityName: name
    storageName: storageName
    vaultName: name
    insightsName: name
  }
  dependsOn: [identity, storage, keyVault, monitoring]
}

module network 'modules/network.bicep' = if (privateNetwork) {
  params: {
    location: location
    tags: tags
    name: name
    storageId: storage.outputs.id
    vaultId: keyVault.outputs.id
  }
}

module app 'modules/app.bicep' = {
  params: {
    location: location
    tags: tags
    name: name
    identity: { id: identity.outputs.id, clientId: identity.outputs.clientId }
    storageEndpoints: storage.outputs.endpoints
    packageUrl: storage.outputs.packageUrl
    keyUris: keyVault.outputs.keyUris
    urlTokenUris: keyVault.outputs.urlTokenUris
    source: environmentName
    changesQueue: changesQueue
    webhookUrl: webhookUrl
    webhookSecretUris: keyVault.outputs.webhookSecretUris
    webhookPrivateCidrs: webhookPrivateCidrs
    api: { baseUrl: apiBaseUrl, version: apiVersion, member: apiMember, merchant: apiMerchant, perSecond: apiPerSecond }
    apiKeyUri: keyVault.outputs.apiKeyUri
    retention: {
      personalDays: retentionPersonalDays
      billDays: retentionBillDays
      deadLetterDays: retentionDeadLetterDays
    }
    insightsConnectionString: monitoring.outputs.connectionString
    traceSamplingRatio: traceSamplingRatio
    instanceMemoryMB: instanceMemoryMB
    httpConcurrency: httpConcurrency
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: maximumInstances
    allowedCallerCidrs: allowedCallerCidrs
    subnetId: network.?outputs.appSubnetId ?? ''
  }
  dependsOn: [access]
}

module alerts 'modules/alerts.bicep' = {
  params: {
    location: location
    tags: tags
    name: name
    workspaceId: monitoring.outputs.workspaceId
    email: alertEmail
    reconciles: apiBaseUrl != ''
    retains: retentionPersonalDays != '' || retentionBillDays != '' || retentionDeadLetterDays != ''
    appPrincipalId: identity.outputs.principalId
    dailyCapGb: logDailyCapGb
  }
}

module workbook 'modules/workbook.bicep' = {
  params: {
    location: location
    tags: tags
    name: name
    workspaceId: monitoring.outputs.workspaceId
    queries: alerts.outputs.queries
  }
}

@description('The callback URL to give to PaySsam; with ?token= and the token behind it where one is accepted.')
output PAYSSAM_CALLBACK_URL string = 'https://${app.outputs.hostName}/api/payssam/callback'

@description('Name of the Function App.')
output AZURE_FUNCTION_NAME string = app.outputs.name

@description('Name of the vault that holds the callback keys.')
output AZURE_KEY_VAULT_NAME string = name
