import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import type { Actor, Verdict } from '../../src/features/access/index.ts';
import { gestureTable } from '../../src/features/access/rules.ts';
import { slackItself } from '../../src/slack/actors.ts';
import { listeners } from '../../src/slack/listeners/index.ts';
import { createRegistry } from '../../src/slack/registry.ts';
import { admin, manager, rep, teamLead } from '../support/people.ts';
import { gestureRows } from './gesture-rows.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

/** Who makes a gesture, in the order of the columns. */
const columns = [
  'stranger',
  'guest',
  'other workspace',
  'deactivated',
  'bot',
  'nobody',
  'revoked',
  'rep',
  'team_lead',
  'manager',
  'admin',
  'app',
] as const;

const person: Actor = {
  userId: 'U0NEW00001',
  teamId: rep.teamId,
  isBot: false,
  isGuest: false,
  isDeleted: false,
  isStranger: false,
};
const revoked = { ...rep, id: 'U0REVOKED1' };
const actors: Record<(typeof columns)[number], Actor> = {
  stranger: person,
  guest: { ...person, userId: rep.id, isGuest: true },
  'other workspace': { ...person, userId: rep.id, teamId: 'T0OTHER001', isStranger: true },
  deactivated: { ...person, userId: admin.id, isDeleted: true },
  bot: { ...person, userId: admin.id, isBot: true },
  nobody: { ...person, userId: undefined },
  revoked: { ...person, userId: revoked.id },
  rep: { ...person, userId: rep.id },
  team_lead: { ...person, userId: teamLead.id },
  manager: { ...person, userId: manager.id },
  admin: { ...person, userId: admin.id },
  app: slackItself,
};

let world: SlackWorld;
beforeAll(async () => {
  world = await slackWorld();
  await world.access.ensureMember(revoked);
  await world.access.revoke(admin, revoked.id);
});
afterAll(() => world.close());

const rows = new Map(
  gestureRows
    .trim()
    .split('\n')
    .map((line) => {
      const [gesture = '', ...verdicts] = line.trim().split(/\s+/);
      return [gesture, verdicts];
    }),
);

/** `form` the registration form and nothing else, `no` a refusal, `yes` let in, `slack` taken as Slack's own word. */
function wordFor(verdict: Verdict): string {
  if (verdict.allowed === 'app') return 'slack';
  if (verdict.allowed) return 'yes';
  return verdict.offer === 'register' ? 'form' : 'no';
}

const registered = [
  ...createRegistry(commands, listeners).gestures(),
  'action:view.open',
  'route:/healthz',
  'route:/slack/events',
].sort();

test('every gesture there is has a row here, and every row is a gesture', () => {
  expect([...rows.keys()].sort()).toEqual(registered);
});

test('every gesture there is has a row in the access rules, and every rule is a gesture', () => {
  expect(Object.keys(gestureTable).sort()).toEqual(registered);
});

test.each([...rows])('%s', async (gesture, expected) => {
  const found: string[] = [];
  for (const column of columns) found.push(wordFor(await world.access.check(gesture, actors[column])));
  expect(Object.fromEntries(columns.map((name, i) => [name, found[i]]))).toEqual(
    Object.fromEntries(columns.map((name, i) => [name, expected[i]])),
  );
});
