metadata description = 'What an operator looks at: a workbook whose charts are the queries of the alerts, drawn over days.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name that it is shown by.')
param name string

@description('Log Analytics workspace that holds the telemetry.')
param workspaceId string

@description('Query of each alert, by its name.')
param queries { *: string }

var hourly = 'bin(TimeGenerated, 1h)'

var drawn = [
  {
    title: 'Callbacks by outcome'
    query: 'AppMetrics | where Name == "payssam.callbacks.received" | summarize Callbacks = sum(Sum) by Outcome = tostring(Properties.outcome), ${hourly}'
  }
  {
    title: 'Acknowledged after (ms)'
    query: '${queries['acknowledge-p95']} | project TimeGenerated, P50, P95, P99'
  }
  {
    title: 'Recorded after (s)'
    query: '${queries['recording-age']} | summarize Longest = max(Max), Mean = sum(Sum) / sum(ItemCount) by ${hourly}'
  }
  {
    title: 'Repeats of what was acknowledged'
    query: '${queries.repeats} | summarize Repeats = sum(Sum) by ${hourly}'
  }
  {
    title: 'Callbacks answered 5xx'
    query: '${queries['callback-5xx']} | summarize Answers = count() by ${hourly}'
  }
  {
    title: 'Dead letters: open, and kept'
    query: '${queries['dead-letters']} | summarize Letters = max(Sum) by Name, ${hourly}'
  }
  {
    title: 'Webhook: posts by outcome'
    query: 'AppMetrics | where Name == "payssam.webhook.posts" | summarize Posts = sum(Sum) by Outcome = tostring(Properties.outcome), ${hourly}'
  }
  {
    title: 'Webhook: oldest event not taken (s)'
    query: '${queries['webhook-undelivered']} | summarize Oldest = max(Max) by ${hourly}'
  }
]

var charts = [
  for chart in drawn: {
    type: 3
    name: chart.title
    content: {
      version: 'KqlItem/1.0'
      title: chart.title
      query: chart.query
      queryType: 0
      resourceType: 'microsoft.operationalinsights/workspaces'
      crossComponentResources: [workspaceId]
      timeContextFromParameter: 'Range'
      size: 0
      visualization: 'timechart'
    }
  }
]

// A day, a week, 30 days; a week to begin with.
var spans = [{ durationMs: 86400000 }, { durationMs: 604800000 }, { durationMs: 2592000000 }]

var range = {
  type: 9
  name: 'range'
  content: {
    version: 'KqlParameterItem/1.0'
    parameters: [
      {
        id: guid(name, 'range')
        version: 'KqlParameterItem/1.0'
        name: 'Range'
        type: 4
        isRequired: true
        value: spans[1]
        typeSettings: { selectableValues: spans }
      }
    ]
  }
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'PaySsam: ${name}'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat([range], charts)
      fallbackResourceIds: [workspaceId]
    })
  }
}
