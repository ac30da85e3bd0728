import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Actor, Member, Role } from '../../../src/features/access/index.ts';
import { decideGesture, gestureTable, whoMay } from '../../../src/features/access/rules.ts';
import { rep } from '../../support/people.ts';

const flags = { isBot: fc.boolean(), isGuest: fc.boolean(), isDeleted: fc.boolean(), isStranger: fc.boolean() };
const actors: fc.Arbitrary<Actor> = fc.record({
  userId: fc.constantFrom(rep.id, 'U0OTHER001', undefined),
  teamId: fc.constantFrom(rep.teamId, 'T0OTHER001', undefined),
  ...flags,
});
const roles: Role[] = ['rep', 'team_lead', 'manager', 'admin'];
const members: fc.Arbitrary<Member | undefined> = fc.option(
  fc
    .record({ status: fc.constantFrom('active' as const, 'revoked' as const), role: fc.constantFrom(...roles) })
    .map((one) => ({ ...rep, ...one })),
  { nil: undefined },
);
const gestures = fc.oneof(
  fc.constantFrom(...Object.keys(gestureTable)),
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty'),
);

test('only an active, full member of this workspace whose role the table names is ever let in as a member', () => {
  fc.assert(
    fc.property(gestures, actors, members, (gesture, actor, member) => {
      if (decideGesture(gesture, actor, member).is !== 'member') return;
      const who = whoMay(gesture);
      expect(actor).toMatchObject({
        userId: expect.any(String),
        isBot: false,
        isGuest: false,
        isDeleted: false,
        isStranger: false,
      });
      expect(member).toMatchObject({ status: 'active', teamId: actor.teamId });
      expect(who === 'anyone' || (Array.isArray(who) && who.includes(member?.role))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('registration is open to nobody but a full member of this workspace, and for registration only', () => {
  fc.assert(
    fc.property(gestures, actors, members, (gesture, actor, member) => {
      if (decideGesture(gesture, actor, member).is !== 'registration') return;
      expect(whoMay(gesture)).toBe('anyone');
      expect([actor.isBot, actor.isGuest, actor.isDeleted, actor.isStranger]).toEqual([false, false, false, false]);
      expect(member?.status).not.toBe('active');
    }),
    { numRuns: 2_000 },
  );
});

test('a refusal always has words', () => {
  fc.assert(
    fc.property(gestures, actors, members, (gesture, actor, member) => {
      const decision = decideGesture(gesture, actor, member);
      if (decision.is === 'denied') expect(decision.forUser).toMatch(/^[A-Z].*[.]$/);
    }),
  );
});
