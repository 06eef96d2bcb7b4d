metadata description = 'A network through which alone the app reaches storage and the vault.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the network.')
param name string

@description('Storage account.')
param storageId string

@description('Key vault.')
param vaultId string

var storageSuffix = environment().suffixes.storage
var endpoints = [
  { group: 'blob', zone: 'privatelink.blob.${storageSuffix}' }
  { group: 'queue', zone: 'privatelink.queue.${storageSuffix}' }
  { group: 'table', zone: 'privatelink.table.${storageSuffix}' }
  { group: 'vault', zone: 'privatelink.vaultcore.azure.net' }
]

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.64.0.0/24'] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.64.0.0/26'
          // Flex Consumption runs on Container Apps; it will join no other kind of subnet.
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: '10.64.0.64/27', privateEndpointNetworkPolicies: 'Disabled' }
      }
    ]
  }

  resource app 'subnets' existing = { name: 'app' }
  resource private 'subnets' existing = { name: 'endpoints' }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for endpoint in endpoints: {
    name: endpoint.zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (endpoint, index) in endpoints: {
    parent: zones[index]
    name: name
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
  }
]

resource connections 'Microsoft.Network/privateEndpoints@2025-05-01' = [
  for endpoint in endpoints: {
    name: '${name}-${endpoint.group}'
    location: location
    tags: tags
    properties: {
      subnet: { id: network::private.id }
      privateLinkServiceConnections: [
        {
          name: endpoint.group
          properties: {
            privateLinkServiceId: endpoint.group == 'vault' ? vaultId : storageId
            groupIds: [endpoint.group]
          }
        }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [
  for (endpoint, index) in endpoints: {
    parent: connections[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: endpoint.group, properties: { privateDnsZoneId: zones[index].id } }]
    }
    dependsOn: [links[index]]
  }
]

@description('Subnet for the app.')
output appSubnetId string = network::app.id
