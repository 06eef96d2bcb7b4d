metadata description = 'The callback keys, the URL\'s tokens and the webhook\'s secrets, each in two slots, so that one can be changed without a missed callback or event; and the key to ask PaySsam with.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the vault.')
param name string

@description('Only private endpoints may reach it.')
param private bool

@description('Log Analytics workspace for the audit log.')
param workspaceId string

@secure()
@description('Key for the first slot; null leaves what is there.')
param callbackKey string?

@secure()
@description('Key for the second slot; null leaves what is there.')
param secondCallbackKey string?

@description('Whether the app accepts the second slot too. The deployment fails where the slot has no key.')
param acceptSecondKey bool

@secure()
@description('URL token for the first slot; null leaves what is there.')
param urlToken string?

@secure()
@description('URL token for the second slot; null leaves what is there.')
param secondUrlToken string?

@description('Whether the app accepts the first token. The deployment fails where the slot has none.')
param acceptUrlToken bool

@description('Whether the app accepts the second token too. The deployment fails where the slot has none.')
param acceptSecondUrlToken bool

@description('Whether events are posted, and signed with the first slot. The deployment fails where the slot has no secret.')
param useWebhook bool

@secure()
@description('Webhook secret for the first slot; null leaves what is there.')
param webhookSecret string?

@secure()
@description('Webhook secret for the second slot; null leaves what is there.')
param secondWebhookSecret string?

@description('Whether events are signed with the second slot too. The deployment fails where the slot has no secret.')
param useSecondWebhookSecret bool

@description('Whether PaySsam is asked. The deployment fails where the vault has no key for it.')
param useApi bool

@secure()
@description('Key that PaySsam is asked with; null leaves what is there.')
param apiKey string?

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 7
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'None', defaultAction: private ? 'Deny' : 'Allow' }
  }
}

resource first 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (callbackKey != null) {
  parent: vault
  name: 'callback-key-0'
  properties: { value: callbackKey! }
}

resource second 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (secondCallbackKey != null) {
  parent: vault
  name: 'callback-key-1'
  properties: { value: secondCallbackKey! }
}

resource firstUrlToken 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (urlToken != null) {
  parent: vault
  name: 'url-token-0'
  properties: { value: urlToken! }
}

resource otherUrlToken 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (secondUrlToken != null) {
  parent: vault
  name: 'url-token-1'
  properties: { value: secondUrlToken! }
}

resource firstWebhookSecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (webhookSecret != null) {
  parent: vault
  name: 'webhook-secret-0'
  properties: { value: webhookSecret! }
}

resource otherWebhookSecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (secondWebhookSecret != null) {
  parent: vault
  name: 'webhook-secret-1'
  properties: { value: secondWebhookSecret! }
}

resource partnerKey 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (apiKey != null) {
  parent: vault
  name: 'api-key'
  properties: { value: apiKey! }
}

// As with the second callback key.
resource firstAcceptedToken 'Microsoft.KeyVault/vaults/secrets@2025-05-01' existing = if (acceptUrlToken) {
  parent: vault
  name: 'url-token-0'
  dependsOn: [firstUrlToken]
}

resource acceptedToken 'Microsoft.KeyVault/vaults/secrets@2025-05-01' existing = if (acceptSecondUrlToken) {
  parent: vault
  name: 'url-token-1'
  dependsOn: [otherUrlToken]
}

resource firstUsedWebhookSecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' existing = if (useWebhook) {
  parent: vault
  name: 'webhook-secret-0'
  dependsOn: [firstWebhookSecret]
}

resource usedWebhookSecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' existing = if (useSecondWebhookSecret) {
  parent: vault
  name: 'webhook-secret-1'
  dependsOn: [otherWebhookSecret]
}

resource usedPartnerKey 'Microsoft.KeyVault/vaults/secrets@2025-05-01' existing = if (useApi) {
  parent: vault
  name: 'api-key'
  dependsOn: [partnerKey]
}

// Looked up, not made up: the app refuses to start on a reference that leads nowhere.
resource accepted 'Microsoft.KeyVault/vaults/secrets@2025-05-01' existing = if (acceptSecondKey) {
  parent: vault
  name: 'callback-key-1'
  dependsOn: [second]
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'AuditEvent', enabled: true }]
  }
}

@description('Resource id of the vault.')
output id string = vault.id

@description('Where the app finds each key that it accepts, in the order of the slots.')
output keyUris string[] = concat(
  ['${vault.properties.vaultUri}secrets/callback-key-0'],
  acceptSecondKey ? [accepted!.properties.secretUri] : []
)

@description('Where the app finds each URL token that it accepts, in the order of the slots.')
output urlTokenUris string[] = concat(
  acceptUrlToken ? [firstAcceptedToken!.properties.secretUri] : [],
  acceptSecondUrlToken ? [acceptedToken!.properties.secretUri] : []
)

@description('Where the app finds each secret that it signs events with, in the order of the slots.')
output webhookSecretUris string[] = concat(
  useWebhook ? [firstUsedWebhookSecret!.properties.secretUri] : [],
  useSecondWebhookSecret ? [usedWebhookSecret!.properties.secretUri] : []
)

@description('Where the app finds the key that it asks PaySsam with; empty where it does not ask.')
output apiKeyUri string = useApi ? usedPartnerKey!.properties.secretUri : ''
