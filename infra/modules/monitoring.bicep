metadata description = 'Where the app tells of itself: Application Insights on a Log Analytics workspace, by identity only.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the workspace and of Application Insights.')
param name string

@description('Days that logs are kept.')
param retentionDays int

@description('Gigabytes of telemetry a day at which the workspace stops taking it: a limit to what strangers can cost.')
param dailyCapGb int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGb }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: name
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

@description('Resource id of the workspace.')
output workspaceId string = workspace.id

@description('Where to send telemetry. Without a token of the identity nothing is accepted: no secret.')
output connectionString string = insights.properties.ConnectionString
