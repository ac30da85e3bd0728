import { afterEach, beforeEach, expect, test } from 'vitest';
import { admin, rep, teamLead } from '../support/people.ts';
import { deactivated, guest, type SlackWorld, slackWorld, stranger } from './slack-world.ts';
import { payloads } from './stub-slack.ts';

let world: SlackWorld;
beforeEach(async () => {
  world = await slackWorld();
});
afterEach(() => world.close());

const form = {
  reason: { reason: { type: 'plain_text_input', value: 'I sell in France &amp; Spain' } },
  role: { role: { selected_option: { value: 'rep' } } },
};

async function ask(): Promise<string> {
  await world.slack.deliver(payloads.submission(stranger, 'access.request', form));
  await world.app.follow();
  const [open] = await world.access.requests('open');
  return open?.id ?? '';
}

const chosen = {
  choice: {
    'access.pick_role': { selected_option: { value: 'rep' } },
    'access.pick_team_lead': { selected_option: { value: teamLead.id } },
  },
};

function press(actionId: string, requestId: string) {
  const [card] = world.slack.inDmOf(admin.id);
  const channel = world.slack.dmOf(admin.id);
  return world.slack.deliver(
    payloads.action(world.slack, admin.id, actionId, requestId, {
      channel: { id: channel },
      container: { type: 'message', message_ts: card?.ts, channel_id: channel },
      message: { ts: card?.ts },
      state: { values: chosen },
    }),
  );
}

test('a stranger who tries a command gets the form, asks, and each admin gets one card', async () => {
  await world.slack.deliver(payloads.command(world.slack, stranger, '/leads'));
  expect(world.slack.callsOf('views.open')).toMatchObject([{ view: { callback_id: 'access.request' } }]);
  const acked = await world.slack.deliver(payloads.submission(stranger, 'access.request', form));
  expect(JSON.stringify(acked)).toContain('An admin decides on it');
  await world.app.follow();
  await world.app.follow();
  expect(world.slack.inDmOf(admin.id)).toMatchObject([{ text: 'Nadia Fox asks for access as rep' }]);
  expect(JSON.stringify(world.slack.inDmOf(admin.id))).toContain('I sell in France & Spain');
  expect(world.slack.inDmOf(rep.id)).toEqual([]);
});

test('an approval makes the member, closes the card, tells the person and draws their home', async () => {
  await press('access.approve', await ask());
  expect(await world.access.member(stranger)).toMatchObject({ role: 'rep', teamLeadId: teamLead.id, status: 'active' });
  expect(world.slack.inDmOf(admin.id)[0]?.text).toBe('Nadia Fox has access as rep');
  expect(JSON.stringify(world.slack.inDmOf(admin.id)[0]?.blocks)).not.toContain('access.approve');
  expect(world.slack.inDmOf(stranger)).toMatchObject([{ text: 'You have access now, as rep.' }]);
  expect(
    JSON.stringify(
      world.slack
        .callsOf('views.publish')
        .filter((one) => one.user_id === stranger)
        .at(-1),
    ),
  ).toContain('Today');
});

test('a second press on the card changes nothing and tells nobody again', async () => {
  const request = await ask();
  await press('access.approve', request);
  await press('access.refuse', request);
  expect((await world.access.member(stranger))?.status).toBe('active');
  expect(world.slack.inDmOf(stranger)).toHaveLength(1);
});

test('a refusal is told, with the way to ask again', async () => {
  await press('access.refuse', await ask());
  expect(await world.access.member(stranger)).toBeUndefined();
  const [told] = world.slack.inDmOf(stranger);
  expect(told?.text).toMatch(/refused your request/);
  expect(JSON.stringify(told?.blocks)).toContain('access.join');
});

test('a stranger who tries again while the request is open is told so', async () => {
  await ask();
  await world.slack.deliver(payloads.command(world.slack, stranger, '/leads'));
  expect(JSON.stringify(world.slack.callsOf('views.open').at(-1))).toContain('You asked for access');
});

test('a form without words is not taken', async () => {
  const acked = await world.slack.deliver(payloads.submission(stranger, 'access.request', {}));
  expect(acked).toEqual({ response_action: 'errors', errors: { reason: 'Say in a few words what you need it for.' } });
});

test('a guest can’t even ask', async () => {
  const acked = await world.slack.deliver(payloads.submission(guest, 'access.request', form));
  expect(JSON.stringify(acked)).toContain('Guests can’t use this app');
  expect(await world.access.requests()).toEqual([]);
});

test('the home of a stranger is a door, of a guest a sentence, of a member the day', async () => {
  for (const user of [stranger, guest, rep.id, admin.id]) {
    await world.slack.deliver(payloads.event({ type: 'app_home_opened', user, tab: 'home', channel: 'D1' }));
  }
  const homeOf = (user: string) =>
    JSON.stringify(world.slack.callsOf('views.publish').find((one) => one.user_id === user));
  expect(homeOf(stranger)).toContain('access.join');
  expect(homeOf(stranger)).not.toContain('Today');
  expect(homeOf(guest)).toContain('full members');
  expect(homeOf(guest)).not.toContain('access.join');
  expect(homeOf(rep.id)).toContain('Today');
  expect(homeOf(rep.id)).not.toContain('GOOGLE_CLIENT_ID');
  expect(homeOf(admin.id)).toContain('GOOGLE_CLIENT_ID');
});

test('a stranger who writes to the app gets the button in the DM', async () => {
  const channel = world.slack.dmOf(stranger);
  await world.slack.deliver(
    payloads.event({ type: 'message', channel, channel_type: 'im', user: stranger, text: 'hello', ts: '1.1' }),
  );
  expect(JSON.stringify(world.slack.inDmOf(stranger))).toContain('access.join');
});

test('a member who is deactivated in Slack loses access by Slack’s own word', async () => {
  await world.slack.deliver(
    payloads.event({ type: 'user_change', user: { id: rep.id, team_id: rep.teamId, deleted: true } }),
  );
  expect((await world.access.member(rep.id))?.status).toBe('revoked');
  expect(world.slack.inDmOf(admin.id).map((one) => one.text)).toEqual([
    expect.stringContaining('Rosa Quint left the workspace'),
  ]);
  await world.slack.deliver(payloads.event({ type: 'user_change', user: { id: deactivated, deleted: true } }));
  expect(world.slack.inDmOf(admin.id)).toHaveLength(1);
});

test('a departure of which Slack did not tell is found by the daily look', async () => {
  world.slack.users.set(rep.id, { deleted: true });
  world.slack.users.set(teamLead.id, { is_restricted: true });
  await world.app.checkMembers();
  expect(
    (await world.access.members())
      .filter((one) => one.status === 'revoked')
      .map((one) => one.id)
      .sort(),
  ).toEqual([teamLead.id, rep.id].sort());
});

test('the list of who has access ends one with a press', async () => {
  await world.slack.deliver(payloads.action(world.slack, admin.id, 'access.list'));
  expect(JSON.stringify(world.slack.callsOf('response_url')[0])).toContain(rep.name);
  await world.slack.deliver(payloads.action(world.slack, admin.id, 'access.revoke', rep.id));
  expect((await world.access.member(rep.id))?.status).toBe('revoked');
  expect(
    JSON.stringify(
      world.slack
        .callsOf('views.publish')
        .filter((one) => one.user_id === rep.id)
        .at(-1),
    ),
  ).toContain('access.join');
});

test('a rep who presses an admin’s button is refused and nothing happens', async () => {
  await world.slack.deliver(payloads.action(world.slack, rep.id, 'access.revoke', admin.id));
  expect((await world.access.member(admin.id))?.status).toBe('active');
  expect(world.slack.callsOf('response_url')).toMatchObject([{ text: 'This is for admins.' }]);
});
