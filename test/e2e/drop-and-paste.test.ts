import type { Page } from 'playwright/test';
import { makeSubject } from '../fakes/subject.ts';
import { expect, sharedDesk, test } from './fixtures.ts';
import * as screen from './screen.ts';

const desk = sharedDesk();

test.beforeEach(() => screen.show(desk.page, 'Open'));

interface Brought {
  readonly text?: string;
  readonly files?: readonly { readonly name: string; readonly content: string | readonly number[] }[];
}

/** Brings files or text as the browser does: held over the place, and let go there. */
const drag = (page: Page, type: 'dragover' | 'drop' | 'paste', brought: Brought, place = 'body'): Promise<void> =>
  page.evaluate(
    ({ type, text, files = [], place }) => {
      const transfer = new DataTransfer();
      if (text !== undefined) transfer.setData('text/plain', text);
      for (const { name, content } of files) {
        const type = name.endsWith('.png') ? 'image/png' : '';
        transfer.items.add(new File([typeof content === 'string' ? content : new Uint8Array(content)], name, { type }));
      }
      const how = { bubbles: true, cancelable: true };
      const event =
        type === 'paste'
          ? new ClipboardEvent(type, { ...how, clipboardData: transfer })
          : new DragEvent(type, { ...how, dataTransfer: transfer });
      document.querySelector(place)?.dispatchEvent(event);
    },
    { type, place, ...brought },
  );

async function drop(page: Page, brought: Brought): Promise<void> {
  await drag(page, 'dragover', brought);
  await expect(page.getByText('Drop to add jobs')).toBeVisible();
  await drag(page, 'drop', brought);
  await expect(page.getByText('Drop to add jobs')).toBeHidden();
}

const paste = (page: Page, text: string): Promise<void> => drag(page, 'paste', { text });
const adding = (page: Page) => screen.dialog(page, 'Add jobs');
const requesting = (page: Page) => screen.dialog(page, 'New request');

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

test('a list that is pasted anywhere in the queue is added at once, and the result is shown', async () => {
  const { page, service } = desk;
  const [first, second] = [service.addJob(), service.addJob()];
  await paste(page, `${first}\n${second}\n`);
  await expect(adding(page)).toContainText('2 jobs added');
  await expect(adding(page).getByRole('button', { name: 'Close' })).toBeFocused();
  await close(page);
  await expect(screen.rowOf(page, first)).toBeVisible();
  await paste(page, `${second}\n${second}\nno job`);
  await expect(adding(page)).toContainText('2 were here already');
  await expect(adding(page).getByRole('textbox')).toHaveValue('no job');
  await close(page);
});

test('a part of a table is pasted as its text, not as the picture that comes with it', async () => {
  const { page, service } = desk;
  await drag(page, 'paste', { text: service.addJob(), files: [{ name: 'image.png', content: [0x89, 0x50] }] });
  await expect(adding(page)).toContainText('1 job added');
  await expect(adding(page)).not.toContainText('file');
  await close(page);
});

test('a token that is pasted by itself opens a new request, and nothing is sent', async () => {
  const { page, service } = desk;
  await paste(page, `${makeSubject('pasted').requestToken()}\n`);
  await expect(requesting(page).getByRole('table', { name: 'Claims in the token' })).toContainText('alice@example.org');
  await close(page);
  expect(service.requests.filter(({ method }) => method === 'POST')).toEqual([]);
});

test('text goes to the field that it is pasted into; anywhere else on any page it is added', async () => {
  const { page, service } = desk;
  await screen.goTo(page, 'Settings');
  await drag(page, 'paste', { text: service.addJob() }, 'input');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await paste(page, service.addJob());
  await expect(adding(page)).toContainText('1 job added');
  await close(page);
  await screen.goTo(page, 'Queue');
});

test('files of every form are taken together, wherever they are dropped, and the page stays where it is', async () => {
  const { page, service } = desk;
  const at = page.url();
  const token = makeSubject('dropped').requestToken();
  const [one, two, three, four] = [service.addJob(), service.addJob(), service.addJob(), service.addJob()];
  const named = service.addJob({ content: token });
  await screen.goTo(page, 'Keys');
  await drop(page, {
    files: [
      { name: 'list.txt', content: `${one}\r\n${service.address}/scope/${two}\r\n` },
      { name: 'jobs.json', content: JSON.stringify({ jobs: [three] }) },
      { name: 'more.json', content: JSON.stringify([{ job: four, token }]) },
      { name: `${named}.jwt`, content: token },
    ],
  });
  await expect(adding(page)).toContainText('5 jobs added');
  await close(page);
  await screen.goTo(page, 'Queue');
  for (const jobId of [one, two, three, four, named]) await expect(screen.rowOf(page, jobId)).toBeVisible();
  expect(page.url()).toBe(at);
});

test('files that are not taken are named, each with its reason, and the others are added', async () => {
  const { page, service } = desk;
  await drop(page, {
    files: [
      { name: 'photo\u202egnp.exe', content: [0x89, 0x50, 0x4e, 0x47, 0] },
      { name: 'large.txt', content: 'x'.repeat(8 * 1024 * 1024 + 1) },
      { name: 'other.json', content: '{"hello": "world"}' },
      { name: 'loose.jwt', content: makeSubject('dropped').requestToken() },
      { name: 'list.txt', content: service.addJob() },
    ],
  });
  await expect(adding(page)).toContainText('1 job added');
  await expect(adding(page)).toContainText('4 files were not taken');
  const files = adding(page).getByRole('listitem');
  await expect(files.nth(0)).toContainText('photoU+202Egnp.exeIt is not a text file.');
  await expect(files.nth(1)).toContainText('large.txtIt is larger than 8 MB');
  await expect(files.nth(2)).toContainText('other.jsonIt is not a list of jobs');
  await expect(files.nth(3)).toContainText('loose.jwtIt holds a token that names no job');
  await close(page);
});

test('one token that is dropped, as a file or as text, opens a new request', async () => {
  const { page } = desk;
  const token = makeSubject('dropped').requestToken();
  await drop(page, { files: [{ name: 'request.jwt', content: `${token}\n` }] });
  await expect(requesting(page)).toContainText('alice@example.org');
  await close(page);
  await drop(page, { text: token });
  await expect(requesting(page)).toContainText('alice@example.org');
  await close(page);
});

test('the dialog of a new request takes the file of a token into its field, and names a file that is none', async () => {
  const { page } = desk;
  const token = makeSubject('dropped').requestToken();
  await page.getByRole('button', { name: 'New request' }).click();
  await drag(page, 'drop', { files: [{ name: 'photo.jpg', content: [0xff, 0xd8] }] }, '[role="dialog"] textarea');
  await expect(requesting(page)).toContainText('photo.jpgIt is not a text file.');
  await drag(page, 'drop', { files: [{ name: 'request.jwt', content: token }] }, '[role="dialog"] textarea');
  await expect(requesting(page).getByRole('textbox')).toHaveValue(token);
  await expect(requesting(page)).toContainText('alice@example.org');
  await expect(requesting(page)).not.toContainText('photo.jpg');
  await close(page);
});

test('while a dialog is open, nothing that is dropped or pasted beside it takes its place', async () => {
  const { page, service } = desk;
  await page.getByRole('button', { name: 'Add jobs' }).click();
  await adding(page).getByRole('textbox').fill('half typed');
  const list = { files: [{ name: 'list.txt', content: service.addJob() }] };
  await drag(page, 'dragover', list);
  await drag(page, 'drop', list);
  await paste(page, service.addJob());
  await expect(page.getByText('Drop to add jobs')).toHaveCount(0);
  await expect(adding(page).getByRole('textbox')).toHaveValue('half typed');
  await expect(adding(page)).not.toContainText('added');
  await close(page);
});

test('a file is never the page’s to open, dialog or not', async () => {
  const { page } = desk;
  const prevented = () =>
    page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'page.html'));
      return ['dragover', 'drop'].map(
        (type) => !document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer })),
      );
    });
  await page.getByRole('button', { name: 'Add jobs' }).click();
  expect(await prevented()).toEqual([true, true]);
  await close(page);
  expect(await prevented()).toEqual([true, true]);
  await expect(adding(page)).toContainText('1 line was not taken');
  await close(page);
});
