// Dead letters are put right, by the keyboard.
import assert from 'node:assert/strict';
import { accessible, said, settled, tabTo } from './scenarios.mjs';

const korean = number => new Intl.NumberFormat('ko-KR').format(number);

/** Told only which bills are missing from the books, a person finds them among the dead letters. The third waits for its key. */
export async function repair(open, { missing }) {
  const [lost, odd, strange] = missing;
  await open(
    async page => {
      await tabTo(page, page.getByRole('link', { name: /처리하지 못한 건: \d건/ }));
      await page.keyboard.press('Enter');
      await settled(page, '처리하지 못한 건');
      await accessible(page, 'repair');

      const nameless = article(page, '청구서 ID: 값이 없습니다.');
      assert.equal(await nameless.getByLabel('금액', { exact: true }).inputValue(), `${lost.amount_won}`);
      await nameless.getByRole('button', { name: '확인하고 다시 처리' }).press('Enter');
      const bill = nameless.getByLabel('청구서 ID', { exact: true });
      await page.waitForFunction(() => document.activeElement.getAttribute('aria-invalid') === 'true');
      assert.ok(await bill.evaluate(element => element === document.activeElement), 'what is wrong has the focus');
      await page.keyboard.type(lost.bill_id);
      await tabTo(page, nameless.getByRole('button', { name: '확인하고 다시 처리' }));
      await page.keyboard.press('Enter');
      await agree(page, `${lost.bill_id}: 결제 완료, ${korean(lost.amount_won)}원`);
      await said(page, '1건을 큐에 다시 넣었습니다.');
      assert.equal(await nameless.count(), 0);

      const stateless = article(page, '결제 상태: 결제 완료(F), 취소(C), 미결제(W), 파기(D) 중 하나여야 합니다.');
      const state = stateless.getByLabel('결제 상태');
      assert.equal(await state.inputValue(), 'X');
      await state.selectOption('F');
      await stateless.getByLabel('금액', { exact: true }).fill('이만 원');
      await stateless.getByRole('button', { name: '확인하고 다시 처리' }).press('Enter');
      await stateless.getByText('금액: 원 단위 숫자여야 합니다.').waitFor();
      await accessible(page, 'refused');
      await stateless.getByLabel('금액', { exact: true }).fill(`${odd.amount_won}`);
      await stateless.getByRole('button', { name: '확인하고 다시 처리' }).press('Enter');
      await agree(page, `${odd.bill_id}: 결제 완료, ${korean(odd.amount_won)}원`);
      await said(page, '1건을 큐에 다시 넣었습니다.');

      const keyless = article(page, '배포한 사람에게 결제선생이 보내는 키를 PaySsam__ApiKeys에 추가하도록');
      assert.ok((await keyless.innerText()).includes(strange.bill_id));
      await keyless.getByRole('button', { name: '다시 처리', exact: true }).press('Enter');
      await said(page, '이 콜백의 apikey가 아직 등록되지 않았습니다.');
      assert.equal(await keyless.count(), 1);
    },
    { expected: [400, 409] },
  );
}

/** Once its key is there the last one is put back too, and the day's sum is the truth. */
export async function repairWithKey(open, { missing, day, sum }) {
  const strange = missing.at(-1);
  await open(
    async page => {
      await go(page, 'deadletters/UnknownKey');
      await settled(page, 'Dead letters');
      await tabTo(page, page.getByRole('article').getByRole('button', { name: 'Redrive', exact: true }));
      await page.keyboard.press('Enter');
      await agree(page, `${strange.bill_id}: Paid, ₩${new Intl.NumberFormat('en-GB').format(strange.amount_won)}`);
      await said(page, 'Put back on the queue: 1.');
      await page.getByText('No dead letter is open.').waitFor();

      const total = `₩${new Intl.NumberFormat('en-GB').format(sum)}`;
      await go(page, `today/${day}`);
      await settled(page, 'Day');
      while ((await page.locator('.tile .sum').first().innerText()) !== total) {
        // It goes through the queue.
        await page.reload();
        await settled(page, 'Day');
      }
      await go(page, `find/${missing[0].bill_id}`);
      await page.getByText('put right: Bill id').waitFor();
    },
    { locale: 'en-US' },
  );
}

/** One state for three bills; what is wrong with it first is told at its field. */
export async function repairAll(open, { bills }) {
  await open(
    async page => {
      await go(page, 'deadletters');
      await settled(page, 'Dead letters');
      const group = article(page, 'Open: 3');
      await tabTo(page, group.getByText('Put all 3 right'));
      await page.keyboard.press('Enter');
      const all = group.getByRole('button', { name: 'Check and redrive all 3' });
      await all.press('Enter');
      await group.locator('.repair').first().getByText('State: it must be paid, cancelled, unpaid or withdrawn.').waitFor();
      await accessible(page, 'repair all');
      await page.keyboard.press('p'); // The focus is on the field: Paid.
      await all.press('Enter');
      await agree(page, ...bills.map(bill => `${bill}: Paid, ₩50,000, Wednesday`));
      await said(page, 'Put back on the queue: 3.');
      assert.equal(await group.count(), 0);
    },
    { locale: 'en-US', viewport: { width: 320, height: 640 }, colorScheme: 'dark', expected: [409] },
  );
}

/** What can be read of a queue message stands there by its names. */
export async function repairRead(open, { bill }) {
  await open(
    async page => {
      await go(page, 'deadletters/UnreadableMessage');
      await settled(page, 'Dead letters');
      const letter = page.getByRole('listitem').filter({ hasText: bill });
      while ((await letter.count()) === 0) {
        await page.reload(); // It goes through the queue.
        await settled(page, 'Dead letters');
      }
      await tabTo(page, letter.getByText('What can be read of it: 1'));
      await page.keyboard.press('Enter');
      await letter.locator('dd').filter({ hasText: '₩50,000' }).waitFor();
      assert.equal(await letter.locator('.repair').count(), 0);
      await accessible(page, 'message');
    },
    { locale: 'en-US' },
  );
}

const article = (page, words) => page.getByRole('article').filter({ hasText: words });

const go = (page, hash) =>
  page.evaluate(hash => {
    location.hash = hash;
  }, hash);

/** Reads what would be recorded, and agrees. */
async function agree(page, ...lines) {
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await accessible(page, 'preview');
  for (const line of lines) await dialog.getByText(line).waitFor();
  await tabTo(page, dialog.locator('button.main'));
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
}
