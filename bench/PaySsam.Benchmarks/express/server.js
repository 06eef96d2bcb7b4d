// What public integrations do: the row is written inside the request.
import express from 'express';
import { TableClient } from '@azure/data-tables';

const table = TableClient.fromConnectionString(process.env.PaySsamStorage, 'ExpressPayments', { allowInsecureConnection: true });
await table.createTable();
const app = express();
app.use(express.json());
app.post('/api/payssam/callback', async (request, response) => {
  const { apikey, ...callback } = request.body;
  if (apikey !== process.env.PaySsam__ApiKeys__0) return response.sendStatus(401);
  await table.upsertEntity({ partitionKey: callback.bill_id, rowKey: 'state', ...callback }, 'Replace');
  response.json({ code: '0000', msg: '성공하였습니다.' });
});
const server = app.listen(0, '127.0.0.1', () => console.log(`listening http://127.0.0.1:${server.address().port}`));
process.stdin.resume().on('end', () => process.exit());
