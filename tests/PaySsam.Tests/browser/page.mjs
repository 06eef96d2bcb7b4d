// Opens the operator's page in Chromium and plays one scenario: node page.mjs <scenario>
// <JSON: url, chromium, and what the scenario needs>.
// Whatever the page reports as an error, a violation of its policy included, is a failure. Prints "ok".
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import * as scenarios from './scenarios.mjs';

const [scenario, json] = process.argv.slice(2);
const given = JSON.parse(json);
const browser = await chromium.launch({
  executablePath: given.chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  await scenarios[scenario](open, given);
  console.log('ok');
} finally {
  await browser.close();
}

/** A visit by one browser; ends with what it reported, less the failed answers that are expected. */
async function open(
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
  await page.goto(`${given.url}api/operator`);
  await page.locator('#nav a').first().waitFor();
  await visit(page);
  assert.deepEqual(errors, []);
  await context.close();
}
