metadata description = 'Queues, tables and the deployed package. Reached by identity only: shared keys are off.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the account.')
param name string

@description('How often, and how far apart, Azure keeps copies.')
param sku string

@description('Only private endpoints may reach it.')
param private bool

@description('Log Analytics workspace for the audit log.')
param workspaceId string

// The names are those of StorageNames in the code; a test compares them.
var queueNames = [
  'payssam-callbacks'
  'payssam-callbacks-poison'
  'payment-changes'
  'payment-deliveries'
  'payment-deliveries-poison'
]
var tableNames = ['Payments', 'Journal', 'DeadLetters', 'ExpectedBills', 'Sweeps', 'Attention']

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    supportsHttpsTrafficOnly: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'None', defaultAction: private ? 'Deny' : 'Allow' }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: 7 }
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }
}

resource package 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: 'app-package'
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = [
  for queue in queueNames: {
    parent: queueService
    name: queue
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' = [
  for table in tableNames: {
    parent: tableService
    name: table
  }
]

// The app itself deletes what retention says, rows of the journal that it moved, and settled rows of ExpectedBills. The alert "deletions"
// leaves its identity out: any other deletion in this log was made by a person.
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: tableService
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
  }
}

@description('Resource id of the account.')
output id string = account.id

@description('URLs of the services: blob, queue and table.')
output endpoints { blob: string, queue: string, table: string } = {
  blob: account.properties.primaryEndpoints.blob
  queue: account.properties.primaryEndpoints.queue
  table: account.properties.primaryEndpoints.table
}

@description('URL of the container that holds the deployed package.')
output packageUrl string = '${account.properties.primaryEndpoints.blob}${package.name}'
