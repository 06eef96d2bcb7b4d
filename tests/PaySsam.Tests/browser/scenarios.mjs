import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import axe from 'axe-core';

const languages = [
  {
    locale: 'ko-KR',
    lang: 'ko',
    views: ['하루 요약', '확인할 것', '청구서 찾기', '목록', '처리하지 못한 건', '결제선생 대조', '상태 점검'],
    say: ko => ko,
  },
  {
    locale: 'en-US',
    lang: 'en',
    views: ['Day', 'Needs attention', 'Find a bill', 'List', 'Dead letters', 'Ask PaySsam', 'Health'],
    say: (_, en) => en,
  },
];

/** Every view, in both languages, light on a desktop or dark on a narrow phone (or, for `all`, both), reached by the keyboard alone. */
export async function views(open, { day, bill, all }) {
  for (const { locale, lang, views } of languages) {
    const phone = [{ width: 320, height: 640 }, 'dark'];
    const desktop = [{ width: 1180, height: 900 }, 'light'];
    for (const [viewport, colorScheme] of all ? [phone, desktop] : [lang === 'ko' ? phone : desktop]) {
      await open(
        async page => {
          for (const name of views) {
            await tabTo(page, page.getByRole('navigation').getByRole('link', { name, exact: true }));
            await page.keyboard.press('Enter');
            await page.waitForFunction(() => document.activeElement.tagName === 'H1');
            await settled(page, name);
            await accessible(page, `${name} ${colorScheme}`);
          }
          for (const [hash, name] of [
            [`today/${day}`, views[0]],
            [`find/${encodeURIComponent(bill)}`, views[2]],
            [`list/${day}`, views[3]],
          ]) {
            await page.evaluate(hash => {
              location.hash = hash;
            }, hash);
            await settled(page, name);
            await accessible(page, `${hash} ${colorScheme}`);
          }
          assert.equal(await page.evaluate(() => document.documentElement.lang), lang);
        },
        { locale, viewport, colorScheme },
      );
    }
  }
}

/** The language is chosen by the keyboard, and kept. */
export async function language(open) {
  await open(async page => {
    await tabTo(page, page.getByRole('button', { name: 'English' }));
    await page.keyboard.press('Enter');
    await settled(page, 'Day');
    await page.reload();
    await settled(page, 'Day');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  });
}

/** Rows that are left out are told of a day, of its list, and beside its export. */
export async function damaged(open, { day }) {
  for (const { locale, views, say } of languages) {
    const words = say('읽을 수 없는 저널 행 1건', 'cannot be read were left out: 1');
    await open(
      async page => {
        await page.evaluate(day => {
          location.hash = `today/${day}`;
        }, day);
        await page.getByRole('link', { name: words }).waitFor();
        await page.evaluate(day => {
          location.hash = `list/${day}`;
        }, day);
        await settled(page, views[3]);
        await said(page, words);
        assert.equal(await page.locator('tbody tr').count(), 1);
        await accessible(page, 'damaged rows');
        await page.locator('summary').click();
        const saving = page.waitForEvent('download');
        await page.getByRole('button', { name: say('내려받기', 'Export'), exact: true }).click();
        await saving;
        await page.locator('details').getByRole('status').filter({ hasText: words }).waitFor();
      },
      { locale },
    );
  }
}

/** A bill is found and its history read, by the keyboard alone; numbers of cards and phones are covered until asked for. */
export async function find(open, { bill, card, phone }) {
  for (const { locale, views, say } of languages) {
    await open(
      async page => {
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter'); // The skip link, which leads past the navigation.
        await page.keyboard.press('Shift+Tab');
        await tabTo(page, page.getByRole('link', { name: views[2] }));
        await page.keyboard.press('Enter');
        await settled(page, views[2]);
        await tabTo(page, page.getByRole('searchbox'));
        await page.keyboard.type(bill);
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: bill }).waitFor();
        const shown = await page.locator('#view').innerText();
        assert.match(shown, new RegExp(say('50,000원의 결제가 취소되었습니다', 'cancelled on .*₩50,000')));
        assert.equal(await page.locator('.timeline > li').count(), 3);
        assert.equal(await page.locator('.timeline > li.wrong').count(), 3, 'a withdrawal contradicts a payment and its cancellation');
        assert.match(shown, new RegExp(say('원 승인 번호', 'Original approval number')));
        assert.ok(![card, phone].some(number => shown.includes(number)));

        const show = page.getByRole('button', { name: say('카드·전화번호 보기', 'Show card and phone numbers') });
        await tabTo(page, show);
        for (const pressed of [true, false]) {
          await page.keyboard.press('Space');
          await page.locator(`[aria-pressed=${pressed}]`).waitFor();
          const asked = await page.locator('#view').innerText();
          assert.ok([card, phone].every(number => asked.includes(number) === pressed));
          assert.ok(await show.evaluate(element => element === document.activeElement));
        }
        assert.deepEqual(await page.evaluate(() => globalThis.asked), ['false', null, 'false']);
      },
      { locale, before: recordsQuestions },
    );
  }
}

/** The list of a day, page by page, and its export, which a person saves: the lines sum up to what is wanted. */
export async function list(open, { day, bills, sum }) {
  await open(
    async page => {
      await page.evaluate(() => {
        location.hash = 'list';
      });
      await settled(page, 'List');
      const [year, month, date] = day.split('-');
      await tabTo(page, page.getByLabel('Day', { exact: true }));
      await page.keyboard.type(month + date + year);
      assert.equal(await page.getByLabel('Day', { exact: true }).inputValue(), day);
      assert.equal(await page.evaluate(() => location.hash), '#list', 'a date is typed in peace');
      await page.keyboard.press('Enter');
      await page.waitForFunction(day => location.hash.startsWith(`#list/${day}`), day);
      await settled(page, 'List');
      while (await page.getByRole('button', { name: 'Show more' }).isVisible()) {
        const rows = await page.locator('tbody tr').count();
        await page.getByRole('button', { name: 'Show more' }).press('Enter');
        await page.locator('tbody tr').nth(rows).waitFor();
      }
      assert.equal(await page.locator('tbody tr').count(), bills);
      await tabTo(page, page.locator('summary'));
      await page.keyboard.press('Enter');
      await tabTo(page, page.getByRole('button', { name: 'Export' }));
      const saving = page.waitForEvent('download');
      await page.keyboard.press('Enter');
      const download = await saving;
      assert.equal(download.suggestedFilename(), `payments-${day}-${day}.csv`);
      const text = await readFile(await download.path(), 'utf8');
      assert.equal(text[0], '\uFEFF');
      const lines = text
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map(line => line.split(','));
      assert.equal(
        lines.reduce((total, line) => total + Number(line[4]), 0),
        sum,
      );
      assert.match(await page.locator('#said').innerText(), /saved/);

      await page.getByLabel('To', { exact: true }).fill('2019-03-01');
      await page.getByRole('button', { name: 'Export' }).press('Enter');
      await page.getByRole('alert').filter({ hasText: 'before the first' }).waitFor();

      await page.getByLabel('State').selectOption('W');
      await page.getByRole('button', { name: 'Show', exact: true }).press('Enter');
      await page.getByText('Nothing matches.').first().waitFor();
      await page.getByLabel('State').selectOption('C');
      await page.getByRole('button', { name: 'Show', exact: true }).press('Enter');
      await page.waitForFunction(() => location.hash.endsWith('/C'));
      await settled(page, 'List');
      assert.deepEqual(await page.locator('tbody .badge').allInnerTexts(), ['Cancelled']);
      await page.locator('tbody a').first().press('Enter');
      await page.locator('.timeline').waitFor();
    },
    { locale: 'en-US' },
  );
}

/** Of three dead letters of one problem the first is redriven, then the others, of which one is refused and is dismissed. */
export async function deadletters(open, { problem }) {
  await open(
    async page => {
      const group = page.getByRole('article').filter({ hasText: problem });
      const act = async (name, confirmed) => {
        await group.getByRole('button', { name, exact: true }).first().press('Enter');
        const dialog = page.getByRole('dialog');
        await dialog.waitFor();
        assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Cancel');
        await tabTo(page, dialog.getByRole('button', { name: confirmed, exact: true }));
        await accessible(page, confirmed);
        await page.keyboard.press('Enter');
        await dialog.waitFor({ state: 'hidden' });
      };
      await page.evaluate(() => {
        location.hash = 'deadletters';
      });
      await settled(page, 'Dead letters');
      await group.getByRole('button', { name: 'Redrive', exact: true }).first().press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      assert.equal(await group.locator('pre').count(), 3, 'nothing happens before it is confirmed');

      await act('Redrive', 'Redrive');
      await said(page, /Put back on the queue: 1/);
      assert.equal(await group.locator('pre').count(), 2);
      await act('Redrive all 2', 'Redrive');
      await said(page, /Put back on the queue: 1\. Not done: 1\. Bill id: it is missing\./);
      assert.equal(await group.locator('pre').count(), 1);
      await page.route(/\/api\/deadletters\?/, route => route.fulfill({ status: 503 }));
      await act('Dismiss', 'Dismiss');
      await said(page, /Dismissed: 1\. The list could not be loaded again\. Storage/);
      await page.unroute(/\/api\/deadletters\?/);
      await page.reload();
      await settled(page, 'Dead letters');
      assert.equal(await group.count(), 0);
    },
    { locale: 'en-US', expected: [409, 503] },
  );
}

/** A bill that was paid twice leads from the day to its approvals, and is settled by the keyboard; one more payment brings it back. */
export async function attention(open, { bill, numbers }) {
  for (const { locale, views, say } of languages) {
    await open(
      async page => {
        await page
          .locator('.card.warn')
          .getByRole('link', { name: say('돈을 확인할 청구서', 'Bills whose money') })
          .press('Enter');
        await settled(page, views[1]);
        const card = page.getByRole('article').filter({ hasText: bill });
        await card.getByText(say('두 번 이상 결제되었습니다', 'paid more than once')).waitFor();
        const shown = await card.innerText();
        assert.ok(numbers.every(number => shown.includes(number)));
        assert.equal(await card.locator('tbody .now').count(), 1, 'the second payment is marked');
        await accessible(page, views[1]);
        await card.getByRole('button', { name: say('결제선생에 지금 조회', 'Ask PaySsam now') }).press('Enter');
        await card.getByText(say('결제선생의 답이 우리 기록과 다릅니다', 'PaySsam says less than we hold')).waitFor();
        if (locale.startsWith('ko')) return;

        await tabTo(page, card.getByRole('textbox'));
        await page.keyboard.type('The payer was called.');
        await tabTo(page, card.getByRole('button', { name: 'Settle' }));
        await page.keyboard.press('Enter');
        const dialog = page.getByRole('dialog');
        await dialog.getByText('No sum changes').waitFor();
        await accessible(page, 'settle');
        await dialog.getByRole('button', { name: 'Settle', exact: true }).press('Enter');
        await said(page, `${bill}: settled.`);
        assert.equal(await card.count(), 0);
      },
      { locale },
    );
  }
}

/** What dead letters hold is shown without numbers of a person, which do not even reach the page, before they are asked for. */
export async function contents(open, { problem, hidden, shown }) {
  await open(
    async page => {
      await page.evaluate(() => {
        location.hash = 'deadletters';
      });
      await settled(page, 'Dead letters');
      const group = page.getByRole('article').filter({ hasText: problem });
      const texts = async () => (await group.locator('pre').allInnerTexts()).join('\n');
      const covered = await texts();
      assert.ok(shown.every(text => covered.includes(text)));
      assert.deepEqual(
        hidden.filter(number => covered.includes(number)),
        [],
      );
      await tabTo(page, page.getByRole('button', { name: 'Show card and phone numbers' }));
      await page.keyboard.press('Space');
      await page.locator('[aria-pressed=true]').waitFor();
      const asked = await texts();
      assert.deepEqual(
        [...shown, ...hidden].filter(text => !asked.includes(text)),
        [],
      );
      await page.keyboard.press('Space');
      await page.locator('[aria-pressed=false]').waitFor();
      assert.equal(await texts(), covered);
      assert.deepEqual(await page.evaluate(() => globalThis.asked), ['false', null, 'false']);
    },
    { locale: 'en-US', before: recordsQuestions },
  );
}

/** What a dead letter holds is read out of base64 and loses nothing. */
export async function letters(open) {
  await open(async page => {
    const read = (reason, content) =>
      page.evaluate(async letter => (await import('/api/operator/content.js')).readable(letter), { reason, content });
    const base64 = text => Buffer.from(text).toString('base64');
    for (const [reason, content, shown] of [
      ['RetriesExhausted', base64('{"appr_issuer":"신한"}'), '{\n  "appr_issuer": "신한"\n}'],
      ['InvalidCallback', '{"a":1}', '{\n  "a": 1\n}'],
      ['InvalidCallback', base64('{"a":1}'), base64('{"a":1}')],
      ['InvalidCallback', '{"a":1,"a":2}', '{"a":1,"a":2}'],
      ['InvalidCallback', '{"a":1.10}', '{"a":1.10}'],
      ['UnreadableMessage', base64('call 010.1234.5678'), 'call 010.1234.5678'],
      ['UnreadableMessage', '/////w==', '/////w=='],
      ['UnreadableMessage', '{"a":"12"', '{"a":"12"'],
    ])
      assert.equal(await read(reason, content), shown, content);
  });
}

/** A second question waits for the answer to the first. */
export async function questions(open) {
  await open(async page => {
    await page.evaluate(async () => {
      const { confirm } = await import('/api/operator/key.js');
      globalThis.answers = Promise.all(['one', 'two'].map(title => confirm(title, [], 'yes', 'main')));
    });
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'one' }).waitFor();
    await dialog.getByRole('button', { name: 'yes' }).press('Enter');
    await dialog.getByRole('heading', { name: 'two' }).waitFor();
    await page.keyboard.press('Escape');
    assert.deepEqual(await page.evaluate(() => globalThis.answers), [true, false]);
  });
}

/** Where a key is wanted it is asked for once, again after a wrong one, and then sent with everything, in this tab only. */
export async function key(open, { bill }) {
  await open(
    async page => {
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      assert.ok(!(await dialog.getByRole('alert').isVisible()));
      await page.keyboard.type('a-wrong-key');
      await page.keyboard.press('Enter');
      await dialog.getByRole('alert').waitFor();
      await accessible(page, 'key');
      await page.keyboard.type('the-right-key');
      await page.keyboard.press('Enter');
      await page.locator('.tile').first().waitFor();
      await page.evaluate(bill => {
        location.hash = `find/${encodeURIComponent(bill)}`;
      }, bill);
      await page.locator('.timeline').waitFor();
      assert.ok(!(await dialog.isVisible()));
      assert.ok(
        !(await page.evaluate(() => JSON.stringify(localStorage)).then(kept => kept.includes('key":"') || kept.includes('the-right-key'))),
      );

      await page.getByRole('button', { name: 'Forget the key' }).press('Enter');
      await dialog.waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('alert').filter({ hasText: 'Without a key' }).waitFor();
      assert.ok(!(await page.locator('#view').innerText()).includes(bill));
    },
    {
      locale: 'en-US',
      expected: [401],
      before: page =>
        page.route(
          url => !url.pathname.startsWith('/api/operator'),
          route => (route.request().headers()['x-functions-key'] === 'the-right-key' ? route.continue() : route.fulfill({ status: 401 })),
        ),
    },
  );
}

/** PaySsam is asked for a day and for a bill; what it told is shown, and leads to the bill. */
export async function reconcile(open, { day, bill }) {
  await open(
    async page => {
      await page.evaluate(() => {
        location.hash = 'reconcile';
      });
      await settled(page, 'Ask PaySsam');
      await page.getByText('Does PaySsam’s C mean cancelled?').click();
      await page.getByLabel('Note').fill('PaySsam wrote so.');
      await page.getByRole('button', { name: 'C means cancelled' }).press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: 'C means cancelled' }).press('Enter');
      await page.getByText('that C means cancelled. PaySsam wrote so.').waitFor();
      await page.getByLabel('Day', { exact: true }).fill(day);
      await page.getByRole('button', { name: 'Ask for this day now' }).press('Enter');
      await said(page, /Asked: 1\. Found: 1\./);
      await accessible(page, 'reconcile');
      const row = page.getByRole('article').getByRole('row').filter({ hasText: bill });
      assert.match(await row.innerText(), /Found\s+Paid\s+Cancelled/);
      await row.getByRole('link').press('Enter');
      await page.locator('.timeline').waitFor();
      while (!(await page.getByText('Asked for on').isVisible())) {
        // It goes through the queue.
        await page.reload();
        await page.locator('.timeline').waitFor();
      }
      await page.getByRole('button', { name: 'Ask PaySsam now' }).press('Enter');
      await page.getByText('PaySsam says the same: Cancelled').waitFor();
      await page.evaluate(() => {
        location.hash = 'find/nobody-knows-it';
      });
      await page.getByRole('button', { name: 'Ask PaySsam now' }).press('Enter');
      await page.getByText('PaySsam did not say').waitFor();
    },
    { locale: 'en-US', expected: [404] },
  );
}

/** While storage does not answer, every view says so. */
export async function down(open) {
  const visits = languages.map(({ locale, views, say }) =>
    open(
      async page => {
        for (const [hash, name] of [
          ['today/2019-03-04', views[0]],
          ['attention', views[1]],
          ['find/A1', views[2]],
          ['list', views[3]],
          ['deadletters', views[4]],
          ['reconcile', views[5]],
        ]) {
          await page.evaluate(hash => {
            location.hash = hash;
          }, hash);
          await page.getByRole('heading', { name, exact: true }).waitFor();
          await page
            .getByRole('alert')
            .filter({ hasText: say('스토리지가 응답하지 않습니다', 'Storage does not answer') })
            .waitFor();
        }
        await page.evaluate(() => {
          location.hash = 'health';
        });
        await page
          .locator('.card.warn')
          .filter({ hasText: say('스토리지', 'Storage') })
          .waitFor();
      },
      { locale, expected: [503] },
    ),
  );
  await Promise.all(visits);
}

/** A bill id is text, whatever it looks like, in a list, in a URL and in its own view. */
export async function markup(open, { bill, day }) {
  await open(async page => {
    await page.evaluate(day => {
      location.hash = `list/${day}`;
    }, day);
    await page.getByRole('link', { name: bill, exact: true }).press('Enter');
    await page.getByRole('heading', { name: bill, exact: true }).waitFor();
    assert.equal(await page.getByRole('searchbox').inputValue(), bill);
    await page.reload();
    await page.getByRole('heading', { name: bill, exact: true }).waitFor();
    assert.equal(await page.locator('#view img, #view script, #view b').count(), 0);
  });
}

/** Keeps, of each question for data that may be a person's, whether it asks without. */
const recordsQuestions = page =>
  page.addInitScript(() => {
    globalThis.asked = [];
    const { fetch } = globalThis;
    globalThis.fetch = (url, ...rest) => {
      const { pathname, searchParams } = new URL(url, location.href);
      if (pathname === '/api/deadletters' || searchParams.has('bill_id')) globalThis.asked.push(searchParams.get('personal'));
      return fetch(url, ...rest);
    };
  });

export async function settled(page, name) {
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  await page.waitForFunction(() => !/불러오는 중|Loading/.test(document.getElementById('view').textContent));
  assert.equal(await page.getByRole('alert').count(), 0);
}

export const said = (page, words) => page.getByRole('status').filter({ hasText: words }).first().waitFor();

/** Presses Tab until the element has the focus, which can be seen. */
export async function tabTo(page, target) {
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate(element => element === document.activeElement)) {
      assert.notEqual(await target.evaluate(element => getComputedStyle(element).outlineStyle), 'none', 'the focus is visible');
      return;
    }
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never led to ${target}.`);
}

export async function accessible(page, what) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  const serious = found.violations.filter(one => ['serious', 'critical'].includes(one.impact));
  assert.deepEqual(
    serious.map(one => [one.id, one.nodes.map(node => node.html)]),
    [],
    what,
  );
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what} is not wider than the screen`);
}
