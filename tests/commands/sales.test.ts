import { afterEach, beforeEach, expect, test } from 'vitest';
import { sales } from '../../commands/sales.ts';
import type { Member } from '../../src/features/access/index.ts';
import { type SlackWorld, slackWorld } from '../slack/slack-world.ts';
import { admin, manager, rep } from '../support/people.ts';

let world: SlackWorld;
beforeEach(async () => {
  world = await slackWorld();
});
afterEach(() => world.close());

const run = (member: Member, text: string) =>
  sales.run({ member, text, onceKey: text, channelId: 'C1' }, world.features);

test('without a word it helps, with what this person may do', async () => {
  const forRep = JSON.stringify(await run(rep, ''));
  expect(forRep).toContain('/leads');
  expect(forRep).not.toContain('/sales admin');
  expect(JSON.stringify(await run(admin, 'help'))).toContain('/sales admin');
});

test('a word that is not known names those that are', async () => {
  await expect(run(rep, 'dance')).rejects.toThrow(
    '“dance” is not known. There is: home, help, join, connect, phone, disconnect, away, pause, admin.',
  );
  await expect(run(rep, 'constructor')).rejects.toThrow('is not known');
});

test('home draws App Home anew', async () => {
  expect(await run(rep, 'home')).toMatchObject({ refreshHome: true });
});

test('the list of who has access is for admins', async () => {
  expect((await run(manager, 'admin')).openModal?.title?.text).toBe('Settings');
  await expect(run(rep, 'admin')).rejects.toThrow('managers and admins');
  const { say } = await run(admin, 'ADMIN');
  expect(say?.text).toBe('5 people have access, 0 requests open');
  expect(JSON.stringify(say)).toContain('access.revoke');
});

test('pause offers the button to a manager, asks first, and tells a rep how it stands', async () => {
  expect(JSON.stringify(await run(rep, 'pause'))).not.toContain('sending.pause');
  const offered = JSON.stringify(await run(manager, 'pause'));
  expect(offered).toContain('sending.pause');
  expect(offered).toContain('confirm');
  await world.settings.set(manager, 'sendingPaused', true);
  expect(JSON.stringify(await run(manager, 'pause'))).toContain('sending.resume');
});

test('connect says what an admin has to set where Google is not set up', async () => {
  const { say } = await run(rep, 'connect');
  expect(say?.text).toContain('set GOOGLE_CLIENT_ID');
});
