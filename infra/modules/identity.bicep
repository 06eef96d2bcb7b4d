metadata description = 'The one identity of the app: it reaches storage, the vault and Application Insights without a secret.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the identity.')
param name string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id, for the app to carry it.')
output id string = identity.id

@description('Client id, for settings that choose among identities.')
output clientId string = identity.properties.clientId

@description('Id in the directory, by which logs name it.')
output principalId string = identity.properties.principalId
