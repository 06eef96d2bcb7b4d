metadata description = 'The Function App on a Flex Consumption plan.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the app and of its plan.')
param name string

@description('The identity that the app runs as: its id and clientId.')
param identity { id: string, clientId: string }

@description('URLs of the storage services.')
param storageEndpoints { blob: string, queue: string, table: string }

@description('URL of the container that the package is deployed to.')
param packageUrl string

@description('Vault URIs of the callback keys, in the order of the slots.')
param keyUris string[]

@description('Vault URIs of the URL\'s tokens, in the order of the slots.')
param urlTokenUris string[]

@description('What tells this deployment\'s events from another\'s.')
param source string

@description('Whether changes are put on the queue payment-changes.')
param changesQueue bool

@description('Where changes are posted to; empty: nowhere.')
param webhookUrl string

@description('Vault URIs of the secrets that events are signed with, in the order of the slots.')
param webhookSecretUris string[]

@description('Networks that are not public, as CIDRs, that the webhook may be in.')
param webhookPrivateCidrs string[]

@description('How PaySsam is asked; never, where the base URL is empty.')
param api { baseUrl: string, version: string, member: string, merchant: string, perSecond: string }

@description('Vault URI of the key that PaySsam is asked with; empty: none.')
param apiKeyUri string

@description('Days that what is kept; empty: for ever.')
param retention { personalDays: string, billDays: string, deadLetterDays: string }

@description('Where telemetry goes.')
param insightsConnectionString string

@description('Share of the traces whose successful spans are kept.')
param traceSamplingRatio string

@description('Memory of an instance, in MB.')
param instanceMemoryMB int

@description('Requests that one instance answers at a time.')
param httpConcurrency int

@description('Instances that wait for a request, and cost money while they wait.')
param alwaysReadyInstances int

@description('Instances at the most.')
param maximumInstances int

@description('The only networks that may call, as CIDRs; empty: the whole internet.')
param allowedCallerCidrs string[]

@description('Subnet that the app calls out from; empty: none.')
param subnetId string

var host = {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.clientId
  AzureWebJobsStorage__blobServiceUri: storageEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: storageEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: storageEndpoints.table
  // The host takes in a whole body (100 MB by default) before the app can refuse it: twice what the app takes.
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '2097152'
}

var telemetry = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.clientId};Authorization=AAD'
}

var product = {
  PaySsamStorage__credential: 'managedidentity'
  PaySsamStorage__clientId: identity.clientId
  PaySsamStorage__queueServiceUri: storageEndpoints.queue
  PaySsamStorage__tableServiceUri: storageEndpoints.table
  PaySsam__TraceSamplingRatio: traceSamplingRatio
  PaySsam__Source: source
  PaySsam__Changes__Queue: string(changesQueue)
  PaySsam__Webhook__Url: webhookUrl
  PaySsam__Webhook__AllowedPrivateCidrs: join(webhookPrivateCidrs, ',')
  PaySsam__Api__BaseUrl: api.baseUrl
  PaySsam__Api__Version: api.version
  PaySsam__Api__Key: empty(apiKeyUri) ? '' : '@Microsoft.KeyVault(SecretUri=${apiKeyUri})'
  PaySsam__Api__Member: api.member
  PaySsam__Api__Merchant: api.merchant
  PaySsam__Api__PerSecond: api.perSecond
  PaySsam__Retention__PersonalDays: retention.personalDays
  PaySsam__Retention__BillDays: retention.billDays
  PaySsam__Retention__DeadLetterDays: retention.deadLetterDays
}

// Without a version: a new version of a secret is taken up by itself.
var keys = toObject(
  range(0, length(keyUris)),
  slot => 'PaySsam__ApiKeys__${slot}',
  slot => '@Microsoft.KeyVault(SecretUri=${keyUris[slot]})'
)

var urlTokens = toObject(
  range(0, length(urlTokenUris)),
  slot => 'PaySsam__UrlTokens__${slot}',
  slot => '@Microsoft.KeyVault(SecretUri=${urlTokenUris[slot]})'
)

var webhookSecrets = toObject(
  range(0, empty(webhookUrl) ? 0 : length(webhookSecretUris)),
  slot => 'PaySsam__Webhook__Secrets__${slot}',
  slot => '@Microsoft.KeyVault(SecretUri=${webhookSecretUris[slot]})'
)

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyInstances }]
        triggers: { http: { perInstanceConcurrency: httpConcurrency } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      remoteDebuggingEnabled: false
      http20Enabled: true
      // Deployment comes from elsewhere than callbacks do, and proves who it is.
      scmIpSecurityRestrictionsUseMain: false
      scmIpSecurityRestrictionsDefaultAction: 'Allow'
      ipSecurityRestrictionsDefaultAction: empty(allowedCallerCidrs) ? 'Allow' : 'Deny'
      ipSecurityRestrictions: [
        for (cidr, index) in allowedCallerCidrs: {
          name: 'caller-${index}'
          priority: 100 + index
          action: 'Allow'
          ipAddress: cidr
        }
      ]
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(host, telemetry, product, keys, urlTokens, webhookSecrets)
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }
}

@description('Name of the app.')
output name string = app.name

@description('Host name of the app.')
output hostName string = app.properties.defaultHostName
