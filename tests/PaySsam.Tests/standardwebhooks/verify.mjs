// Reads lines of JSON, {"secret","id","timestamp","signature","body"}, and answers each with "ok" or why it is not.
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, id, timestamp, signature, body } = JSON.parse(line);
  try {
    new Webhook(secret).verify(body, { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature });
    console.log('ok');
  } catch (fault) {
    console.log(fault.message);
  }
}
