// Plays scenarios of the operator's page in one Chromium: node page.mjs <path of Chromium>. Each line of standard input is one,
// { scenario, url, and what the scenario needs }, and is answered by a line: "ok", or what went wrong as a JSON string. Whatever the
// page reports as an error, a violation of its policy included, is a failure.
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import * as repairs from './repairs.mjs';
import * as views from './scenarios.mjs';

const scenarios = { ...views, ...repairs };
const browser = await chromium.launch({
  executablePath: process.argv[2],
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  for await (const line of createInterface({ input: process.stdin })) console.log(await play(JSON.parse(line)));
} finally {
  await browser.close();
}

async function play(given) {
  try {
    await scenarios[given.scenario]((visit, options) => open(given.url, visit, options), given);
    return 'ok';
  } catch (fault) {
    return JSON.stringify(fault.stack);
  } finally {
    for (const context of browser.contexts()) await context.close();
  }
}

/** A visit by one browser; ends with what it reported, less the failed answers that are expected. */
async function open(
  url,
  visit,
  { locale = 'ko-KR', viewport = { width: 1180, height: 900 }, colorScheme = 'light', expected = [], before } = {},
) {
  const context = await browser.newContext({ locale, viewport, colorScheme, reducedMotion: 'reduce', timezoneId: 'America/New_York' });
  const errors = [];
  context.on('console', message => {
    if (['error', 'warning'].includes(message.type()) && !expected.some(status => message.text().includes(`a status of ${status}`)))
      errors.push(message.text());
  });
  context.on('weberror', fault => errors.push(fault.error().message));
  await context.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', event => console.error(`${event.violatedDirective}: ${event.blockedURI}`)),
  );
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  await before?.(page);
  await page.goto(`${url}api/operator`);
  await page.locator('#nav a').first().waitFor();
  await visit(page);
  assert.deepEqual(errors, []);
  await context.close();
}
