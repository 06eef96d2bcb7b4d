using '../main.bicep'

param environmentName = 'default'
param alertEmail = 'operator@example.com'
