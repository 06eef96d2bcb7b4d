// Plays somebody else's page in Chromium: node foreign.mjs <JSON: chromium, attacks: [{ page, url, init, form }]>. Each attack opens
// the page, whose host always leads to this machine, and sends one request from it. Prints the HTTP statuses of the answers.
import { chromium } from 'playwright-core';

const { chromium: executablePath, attacks } = JSON.parse(process.argv[2]);
const browser = await chromium.launch({
  executablePath,
  // Not every browser asks before a page reaches into the local network: none may be relied on.
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--host-resolver-rules=MAP *.example 127.0.0.1',
    '--disable-features=LocalNetworkAccessChecks,PrivateNetworkAccessSendPreflights',
  ],
});
try {
  const statuses = [];
  for (const attack of attacks) statuses.push(await play(attack));
  console.log(JSON.stringify(statuses));
} finally {
  await browser.close();
}

async function play({ page: address, url, init, form }) {
  const context = await browser.newContext();
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  await page.route('**', route => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>foreign</title>' }));
  await page.goto(address);
  await page.unroute('**'); // What follows goes to the network as the browser sends it.
  const answered = page.waitForResponse(response => response.url() === url && response.request().method() !== 'OPTIONS');
  await page.evaluate(send, { url, init, form });
  const status = (await answered).status();
  await context.close();
  return status;
}

/** In the page: by a form of plain text, or by fetch. */
function send({ url, init, form }) {
  if (!form) return void fetch(url, init).catch(() => {});
  const element = Object.assign(document.createElement('form'), { method: 'post', enctype: 'text/plain', action: url });
  element.append(Object.assign(document.createElement('input'), { name: form.name, value: form.value }));
  document.body.append(element);
  element.submit();
}
