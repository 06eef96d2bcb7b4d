metadata description = 'What a person is woken for. docs/deploy.md says what each alert means and what to do.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name that each alert begins with.')
param name string

@description('Log Analytics workspace that holds the telemetry.')
param workspaceId string

@description('Who is told.')
param email string

@description('Whether PaySsam is asked: whether its silence, and its answers, are watched.')
param reconciles bool

@description('Whether anything is erased: whether that falls behind is watched.')
param retains bool

@description('The app\'s identity, as logs name it.')
param appPrincipalId string

@description('Gigabytes of telemetry a day at which the workspace stops taking it.')
param dailyCapGb int

// Shorter than the shortest window, because telemetry comes minutes late.
var frequency = 'PT10M'

// Requests are looked for in every column that may name them: the host and the worker differ in it.
var rules = [
  {
    name: 'dead-letters'
    severity: 1
    description: 'A callback or a message could not be recorded and waits in the table DeadLetters.'
    query: 'AppMetrics | where Name in ("payssam.deadletters.open", "payssam.deadletters.kept")'
    aggregation: 'Maximum'
    column: 'Sum'
    above: 0
    window: 'PT1H'
  }
  {
    name: 'attention'
    severity: 2
    description: 'The money of a bill needs a person: paid twice, paid after a cancellation, another amount than registered, and so on.'
    query: 'AppMetrics | where Name == "payssam.attention.open"'
    aggregation: 'Maximum'
    column: 'Sum'
    above: 0
    window: 'PT1H'
  }
  {
    name: 'poison-age'
    severity: 1
    description: 'A message of the poison queue has waited more than an hour to be kept. After 7 days Azure deletes it.'
    query: 'AppMetrics | where Name == "payssam.poison.age"'
    aggregation: 'Maximum'
    column: 'Max'
    above: 3600
    window: 'PT1H'
  }
  {
    name: 'repeats'
    severity: 2
    description: 'PaySsam sent again what had been acknowledged: it did not see, or did not like, the answer.'
    query: 'AppMetrics | where Name == "payssam.callbacks.recorded" and tostring(Properties.outcome) == "repeat"'
    aggregation: 'Total'
    column: 'Sum'
    above: 0
    window: 'PT1H'
  }
  {
    // More than one: a deployment's smoke test is refused once, and PaySsam comes again within the window.
    name: 'unauthorized'
    severity: 1
    description: 'Callbacks with an unknown apikey. If they are PaySsam\'s, add its key within 24 hours.'
    query: 'AppMetrics | where Name == "payssam.callbacks.received" and tostring(Properties.outcome) == "unauthorized"'
    aggregation: 'Total'
    column: 'Sum'
    above: 1
    window: 'PT2H'
  }
  {
    // A stranger now and then keeps the rule above fired, and it sends no second mail; PaySsam's own mismatch refuses everything.
    // Its hourly repeats of one payment come to three in the window, and 18 hours are left.
    name: 'only-refused'
    severity: 1
    description: 'Callbacks were refused for their apikey, and none was accepted for six hours. If PaySsam\'s key has changed, add it now.'
    query: 'AppMetrics | where Name == "payssam.callbacks.received" and tostring(Properties.outcome) in ("unauthorized", "accepted") | summarize Refused = sumif(Sum, tostring(Properties.outcome) == "unauthorized"), Accepted = sumif(Sum, tostring(Properties.outcome) == "accepted") | where Accepted == 0'
    aggregation: 'Maximum'
    column: 'Refused'
    above: 2
    window: 'PT6H'
  }
  {
    name: 'unread'
    severity: 2
    description: 'Callbacks refused unread: larger than 1 MiB, empty, or neither a JSON object nor form fields.'
    query: 'AppMetrics | where Name == "payssam.callbacks.received" and tostring(Properties.outcome) in ("oversize", "unreadable")'
    aggregation: 'Total'
    column: 'Sum'
    above: 0
    window: 'PT2H'
  }
  {
    // A failed message is tried again every 30 s: one that keeps failing comes to 30 in the window. The sweep comes every half
    // A failed message is tried again every 30 s: one that keeps failing comes to 30 in the window. The sweep comes every half
    // hour, retention every night: one that fails counts for more than the threshold.
    name: 'function-failures'
    severity: 1
    description: 'Recording, or the handling of deliveries, fails again and again, or a sweep or the retention failed. Nothing is lost yet; after an hour messages become dead letters.'
    query: 'union (AppRequests | where strcat(Name, " ", OperationName) has_any ("RecordPayments", "KeepPoison", "DeliverChanges", "KeepUndeliverable", "SweepPayments", "RetainPayments")), (AppDependencies | where Name has_any ("RecordPayments", "KeepPoison", "DeliverChanges", "KeepUndeliverable", "SweepPayments", "RetainPayments")) | where Success == false | extend Failures = iff(strcat(Name, " ", OperationName) has_any ("SweepPayments", "RetainPayments"), 11, 1)'
    aggregation: 'Total'
    column: 'Failures'
    above: 10
    window: 'PT15M'
  }
  {
    name: 'callback-5xx'
    severity: 2
    description: 'Callbacks were answered 5xx. PaySsam comes again every hour, for 24 hours.'
    query: 'union (AppRequests | where strcat(Name, " ", OperationName, " ", Url) has_any ("ReceiveCallback", "payssam/callback") and toint(ResultCode) >= 500), (AppMetrics | where Name == "payssam.callbacks.received" and tostring(Properties.outcome) == "unavailable")'
    aggregation: 'Count'
    column: null
    above: 0
    window: 'PT15M'
  }
  {
    name: 'acknowledge-p95'
    severity: 2
    description: 'Of 20 acknowledgements or more, one in twenty took more than 3 seconds.'
    query: 'AppRequests | where strcat(Name, " ", OperationName, " ", Url) has_any ("ReceiveCallback", "payssam/callback") | summarize P50 = percentilew(DurationMs, ItemCount, 50), P95 = percentilew(DurationMs, ItemCount, 95), P99 = percentilew(DurationMs, ItemCount, 99), Requests = sum(ItemCount) by bin(TimeGenerated, 15m) | where Requests >= 20'
    aggregation: 'Maximum'
    column: 'P95'
    above: 3000
    window: 'PT15M'
  }
  {
    name: 'recording-age'
    severity: 1
    description: 'A callback took more than 5 minutes from the acknowledgement to the table.'
    query: 'AppMetrics | where Name == "payssam.callbacks.age"'
    aggregation: 'Maximum'
    column: 'Max'
    above: 300
    window: 'PT15M'
  }
  {
    // Half an hour: the fourth attempt failed.
    name: 'webhook-undelivered'
    severity: 2
    description: 'The webhook does not take an event that is more than half an hour old. After 28 hours of attempts it becomes a dead letter.'
    query: 'AppMetrics | where Name == "payssam.webhook.undelivered.age"'
    aggregation: 'Maximum'
    column: 'Max'
    above: 1800
    window: 'PT1H'
  }
  {
    name: 'changes-unread'
    severity: 2
    description: 'An event has waited on the queue payment-changes for more than a day: nobody reads it, and it grows for ever.'
    query: 'AppMetrics | where Name == "payssam.changes.unread"'
    aggregation: 'Maximum'
    column: 'Sum'
    above: 86400
    window: 'PT1H'
  }
  {
    name: 'journal-refused'
    severity: 2
    description: 'Storage refused a row of the journal or of Attention. The payment is recorded; the row is missing until the journal is rebuilt.'
    query: 'AppMetrics | where Name == "payssam.journal.refused"'
    aggregation: 'Total'
    column: 'Sum'
    above: 0
    window: 'PT1H'
  }
  {
    // The table Usage is free and is written past the cap. Quantity is in MB: half of the cap.
    name: 'ingestion'
    severity: 2
    description: 'Telemetry of a day has reached half of its daily cap. At the cap it stops, and the other alerts with it.'
    query: 'Usage | where IsBillable == true | summarize MB = sum(Quantity)'
    aggregation: 'Maximum'
    column: 'MB'
    above: dailyCapGb * 512
    window: 'P1D'
  }
  {
    // Of the longest window there is: a sweep that ended before it counts as long ago, and none at all from when telemetry began.
    name: 'reconcile-silent'
    severity: 1
    description: 'No sweep has reached its end for 26 hours: PaySsam is away, refuses us, or the timer does not run.'
    query: 'AppMetrics | summarize First = min(TimeGenerated), Last = maxif(TimeGenerated, Name == "payssam.reconcile.finished") | extend Hours = (now() - coalesce(Last, First)) / 1h'
    aggregation: 'Maximum'
    column: 'Hours'
    above: 26
    window: 'P2D'
  }
  {
    name: 'reconcile-drift'
    severity: 2
    description: 'PaySsam says less of a bill than we hold, such as unpaid where we hold a payment. Nothing was changed.'
    query: 'AppMetrics | where Name == "payssam.reconcile.asked" and tostring(Properties.outcome) == "drift"'
    aggregation: 'Total'
    column: 'Sum'
    above: 0
    window: 'PT1H'
  }
  {
    name: 'reconcile-refused'
    severity: 1
    description: 'PaySsam refuses the key, or the partner\'s code, that it is asked with. No sweep goes on until that is put right.'
    query: 'AppMetrics | where Name == "payssam.reconcile.asked" and tostring(Properties.outcome) == "refused"'
    aggregation: 'Total'
    column: 'Sum'
    above: 0
    window: 'PT1H'
  }
  {
    // Three nights.
    name: 'retention-behind'
    severity: 2
    description: 'For three days no retention run has reached its end: what is due is kept too long.'
    query: 'AppMetrics | where Name == "payssam.retention.age"'
    aggregation: 'Maximum'
    column: 'Sum'
    above: 259200
    window: 'PT1H'
  }
  {
    name: 'deletions'
    severity: 2
    description: 'Somebody else than the app deleted rows or a table.'
    query: 'StorageTableLogs | where Category == "StorageDelete" and RequesterObjectId != "${appPrincipalId}"'
    aggregation: 'Count'
    column: null
    above: 0
    window: 'PT1H'
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'PaySsam'
    emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${name}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'PaySsam: ${rule.name}'
      description: rule.description
      severity: rule.severity
      // What is not deployed would stay as it was.
      enabled: (reconciles || !startsWith(rule.name, 'reconcile-')) && (retains || !startsWith(rule.name, 'retention-'))
      scopes: [workspaceId]
      evaluationFrequency: frequency
      windowSize: rule.window
      autoMitigate: true
      // The tables of a new workspace are there only once something was told.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: rule.aggregation
            metricMeasureColumn: rule.column
            operator: 'GreaterThan'
            threshold: rule.above
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

@description('Query of each alert, by its name.')
output queries { *: string } = toObject(rules, rule => rule.name, rule => rule.query)
