using '../main.bicep'

param environmentName = 'locked-down'
param alertEmail = 'operator@example.com'
param callbackKey = 'not-a-key-but-as-long'
param secondCallbackKey = 'nor-is-this-one-a-key'
param acceptSecondKey = true
param changesQueue = true
param webhookUrl = 'https://erp.example.com/payssam'
param webhookSecret = 'whsec_bm90LWEtc2VjcmV0LWJ1dC1hcy1sb25n'
param secondWebhookSecret = 'whsec_bm9yLWlzLXRoaXMtb25lLWEtc2VjcmV0'
param useSecondWebhookSecret = true
param webhookPrivateCidrs = ['10.1.0.0/16']
param apiBaseUrl = 'https://payssam.example.com/partner'
param apiKey = 'not-the-partners-key'
param apiMember = 'a-member'
param apiMerchant = 'a-merchant'
param apiPerSecond = '5'
param allowedCallerCidrs = ['203.0.113.0/24', '198.51.100.7/32']
param privateNetwork = true
param instanceMemoryMB = 512
param httpConcurrency = 16
param alwaysReadyInstances = 1
param maximumInstances = 100
param storageSku = 'Standard_GZRS'
param logRetentionDays = 365
