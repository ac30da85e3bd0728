import { afterEach, expect, test } from 'vitest';
import { InvalidInput } from '../../src/kernel/errors.ts';
import type { Action, Command, Submission } from '../../src/slack/gesture.ts';
import { listeners } from '../../src/slack/listeners/index.ts';
import { admin, rep } from '../support/people.ts';
import { deactivated, guest, outsider, type SlackWorld, slackWorld, stranger } from './slack-world.ts';
import { payloads } from './stub-slack.ts';

let world: SlackWorld;
afterEach(() => world?.close());

const modal = {
  type: 'modal' as const,
  title: { type: 'plain_text' as const, text: 'A form' },
  blocks: [{ type: 'divider' }],
};

function command(run: Command['run']): Command[] {
  return [{ name: '/lead', description: '', usageHint: '', run }];
}

function withAction(run: Action['run']) {
  return {
    ...listeners,
    actions: [...listeners.actions.filter((one) => one.id !== 'home.help'), { id: 'home.help', run }],
  };
}

test('a command is acknowledged, run with plain words, and answered to the person alone', async () => {
  let typed = '';
  world = await slackWorld({
    app: {
      commands: command(async ({ text }) => {
        typed = text;
        return { say: { text: 'Here.' } };
      }),
    },
  });
  const acked = await world.slack.deliver(payloads.command(world.slack, rep.id, '/lead', ' find A &amp; B &lt;x&gt; '));
  expect(acked).toBe('');
  expect(typed).toBe('find A & B <x>');
  expect(world.slack.callsOf('response_url')).toMatchObject([{ response_type: 'ephemeral', text: 'Here.' }]);
});

test('the same command delivered twice is run once', async () => {
  let runs = 0;
  world = await slackWorld({
    app: {
      commands: command(async () => {
        runs += 1;
        return {};
      }),
    },
  });
  const body = payloads.command(world.slack, rep.id, '/lead');
  await Promise.all([world.slack.deliver(body), world.slack.deliver(body)]);
  expect(runs).toBe(1);
});

test('a problem on purpose is told in its own words, an unexpected one under a log id', async () => {
  const errors = [new InvalidInput('That address has no @.'), new Error('boom at db.ts:12')];
  world = await slackWorld({
    app: {
      commands: command(async () => {
        throw errors.shift();
      }),
    },
  });
  await world.slack.deliver(payloads.command(world.slack, rep.id, '/lead'));
  await world.slack.deliver(payloads.command(world.slack, rep.id, '/lead'));
  const [first, second] = world.slack.callsOf('response_url');
  expect(first?.text).toBe('That address has no @.');
  expect(second?.text).toMatch(/^Something went wrong here\. Nothing was sent\. It is logged under \w{6}\.$/);
});

test.each([
  ['guest', guest],
  ['member of another workspace', outsider],
  ['deactivated person', deactivated],
])('a %s is refused in one sentence and nothing runs', async (_, userId) => {
  let runs = 0;
  world = await slackWorld({
    app: {
      commands: command(async () => {
        runs += 1;
        return {};
      }),
    },
  });
  await world.slack.deliver(payloads.command(world.slack, userId, '/lead'));
  expect(runs).toBe(0);
  expect(world.slack.callsOf('views.open')).toEqual([]);
  expect(world.slack.callsOf('response_url')).toHaveLength(1);
  expect((await world.access.auditTrail({ actorId: userId }))[0]?.verdict).toBe('denied');
});

test('long work is done, and its end is told, also when Slack takes no message at its beginning', async () => {
  let runs = 0;
  const progress = async () => {
    runs += 1;
    return { text: 'All of it is done' };
  };
  world = await slackWorld({ app: { commands: command(async () => ({ progress })) } });
  world.slack.fail('chat.postMessage', 'error_500');
  await world.slack.deliver(payloads.command(world.slack, rep.id, '/lead'));
  expect(runs).toBe(1);
  expect(world.slack.inDmOf(rep.id).at(-1)?.text).toBe('All of it is done');
});

test('a question that Slack could not take for a moment is asked again', async () => {
  world = await slackWorld({ app: { commands: command(async () => ({ say: { text: 'here' } })) } });
  world.slack.fail('users.info', 'error_500');
  await world.slack.deliver(payloads.command(world.slack, rep.id, '/lead'));
  expect(world.slack.callsOf('response_url')).toMatchObject([{ text: 'here' }]);
});

test('a person about whom Slack does not answer is refused', async () => {
  world = await slackWorld({ app: { commands: command(async () => ({ say: { text: 'secret' } })) } });
  world.slack.fail('users.info', 'error_500', 'error_500', 'error_500');
  await world.slack.deliver(payloads.command(world.slack, rep.id, '/lead'));
  expect(world.slack.callsOf('response_url')).toMatchObject([
    { text: expect.stringContaining('Slack did not say who you are') },
  ]);
});

test('an unknown button is refused and says so, also to an admin', async () => {
  world = await slackWorld();
  await world.slack.deliver(payloads.action(world.slack, admin.id, 'lead.delete_everything'));
  expect(world.slack.callsOf('response_url')[0]?.text).toMatch(/not known here/);
  expect((await world.access.auditTrail({ actorId: admin.id }))[0]).toMatchObject({
    verdict: 'denied',
    reason: 'unknown gesture',
  });
});

test('a modal whose trigger has expired is offered by a button instead', async () => {
  world = await slackWorld({ app: { commands: command(async () => ({ openModal: modal })) } });
  world.slack.fail('views.open', { refusal: 'expired_trigger_id' });
  await world.slack.deliver(payloads.command(world.slack, rep.id, '/lead'));
  const offer = world.slack.callsOf('response_url')[0] ?? {};
  const [{ accessory }] = offer.blocks as [{ accessory: { action_id: string; value: string } }];
  expect(accessory.action_id).toBe('view.open');
  await world.slack.deliver(payloads.action(world.slack, rep.id, 'view.open', accessory.value));
  expect(world.slack.callsOf('views.open')).toHaveLength(2);
});

test('long work opens "working" at once and fills the modal with the answer or the problem', async () => {
  const fills = [async () => modal, async () => Promise.reject(new InvalidInput('The model takes too long.'))];
  world = await slackWorld({
    app: {
      commands: command(async () => ({
        openWorking: { title: 'Drafting', fill: fills.shift() ?? (async () => modal) },
      })),
    },
  });
  await world.slack.deliver(payloads.command(world.slack, rep.id, '/lead'));
  await world.slack.deliver(payloads.command(world.slack, rep.id, '/lead'));
  expect(JSON.stringify(world.slack.callsOf('views.open')[0])).toContain('Working');
  const [filled, failed] = world.slack.callsOf('views.update').map((one) => JSON.stringify(one.view));
  expect(filled).toContain('A form');
  expect(failed).toContain('The model takes too long.');
});

test('a gesture that takes long says so, and its answer follows', async () => {
  world = await slackWorld({
    app: {
      commands: command(async () => {
        await new Promise((resolve) => setTimeout(resolve, 2_700));
        return { say: { text: 'Found it.' } };
      }),
    },
  });
  await world.slack.deliver(payloads.command(world.slack, rep.id, '/lead'));
  // Slack's trigger lives for three seconds: the delay is told in a modal, which says at last where the answer is.
  expect(JSON.stringify(world.slack.callsOf('views.open'))).toContain('Working');
  expect(JSON.stringify(world.slack.callsOf('views.update').at(-1))).toContain('the answer is where you asked for it');
  expect(world.slack.callsOf('response_url').map((one) => one.text)).toEqual(['Found it.']);
});

test('what is ready after its modal was closed is offered by a button', async () => {
  world = await slackWorld({
    app: { commands: command(async () => ({ openWorking: { title: 'Drafting', fill: async () => modal } })) },
  });
  world.slack.fail('views.update', { refusal: 'not_found' });
  await world.slack.deliver(payloads.command(world.slack, rep.id, '/lead'));
  expect(JSON.stringify(world.slack.callsOf('response_url'))).toContain('view.open');
});

test('a problem with a button inside a modal is told on top of that modal', async () => {
  world = await slackWorld({
    app: {
      listeners: withAction(async () => {
        throw new InvalidInput('This draft changed meanwhile.');
      }),
    },
  });
  const view = { id: 'V1', type: 'modal', title: { type: 'plain_text', text: 'Review' }, blocks: [] };
  await world.slack.deliver(
    payloads.action(world.slack, rep.id, 'home.help', '', {
      view,
      container: { type: 'view', view_id: 'V1' },
      channel: undefined,
      message: undefined,
    }),
  );
  expect(JSON.stringify(world.slack.callsOf('views.push'))).toContain('This draft changed meanwhile.');
});

test('progress is one message in the DM, drawn anew in place, last with the result', async () => {
  world = await slackWorld({
    app: {
      commands: command(async () => ({
        progress: async (tell) => {
          for (let i = 1; i <= 50; i += 1) await tell({ text: `${i} of 50` });
          return { text: 'All 50 done' };
        },
      })),
    },
  });
  await world.slack.deliver(payloads.command(world.slack, rep.id, '/lead'));
  expect(world.slack.inDmOf(rep.id)).toMatchObject([{ text: 'All 50 done' }]);
  expect(world.slack.callsOf('chat.update').length).toBeLessThan(5);
});

test('a card is replaced for everybody who has it', async () => {
  world = await slackWorld({ app: { listeners: withAction(async () => ({ replaceCard: { text: 'Settled' } })) } });
  const { posts, slack } = world;
  for (const [key, channelId, ts] of [
    ['a', 'C0SALES001', '1.0'],
    ['b', 'D2', '2.0'],
  ] as const) {
    await posts.claim({ key, kind: 'card', subjectId: 's', channelId });
    await posts.record(key, { channelId, ts });
  }
  await slack.deliver(payloads.action(slack, rep.id, 'home.help'));
  expect(slack.callsOf('chat.update').map((one) => `${one.channel}/${one.ts}/${one.text}`)).toEqual([
    'C0SALES001/1.0/Settled',
    'D2/2.0/Settled',
  ]);
});

test('buttons in one row may carry a number behind their id', async () => {
  const seen: string[] = [];
  world = await slackWorld({
    app: {
      listeners: withAction(async ({ value }) => {
        seen.push(value);
        return {};
      }),
    },
  });
  await world.slack.deliver(payloads.action(world.slack, rep.id, 'home.help#2', 'two'));
  expect(seen).toEqual(['two']);
});

function withForm(submission: Submission) {
  return { ...listeners, submissions: [submission] };
}
const form = (run: Submission['run'], more: Partial<Submission> = {}) =>
  withForm({ callbackId: 'access.request', run, ...more });

test('a quick submission answers in its acknowledgement: errors under inputs, a new view, or shut', async () => {
  const replies = [{ errors: { reason: 'Say more.' } }, { updateView: modal }, { updateView: 'clear' as const }, {}];
  world = await slackWorld({ app: { listeners: form(async () => replies.shift() ?? {}) } });
  const submit = () => world.slack.deliver(payloads.submission(rep.id, 'access.request'));
  expect(await submit()).toEqual({ response_action: 'errors', errors: { reason: 'Say more.' } });
  expect(await submit()).toMatchObject({ response_action: 'update', view: { title: { text: 'A form' } } });
  expect(await submit()).toEqual({ response_action: 'clear' });
  expect(await submit()).toBe('');
});

test('a submission that takes long says "working", then shows its answer in the same modal', async () => {
  let release: (() => void) | undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  world = await slackWorld({
    app: {
      listeners: form(async () => {
        await gate;
        return { errors: { reason: 'Too long.' } };
      }),
    },
  });
  const state = { reason: { reason: { type: 'plain_text_input', value: 'typed with care' } } };
  const answered = world.slack.deliver(payloads.submission(rep.id, 'access.request', state));
  await expect.poll(() => JSON.stringify(world.slack.acks), { timeout: 3_000 }).toContain('Working');
  release?.();
  await answered;
  const shown = JSON.stringify(world.slack.callsOf('views.update')[0]?.view);
  expect(shown).toContain('Too long.');
  expect(shown).toContain('"initial_value":"typed with care"');
});

test('a modal submitted twice is taken once, and both get the same answer', async () => {
  let runs = 0;
  world = await slackWorld({
    app: {
      listeners: form(async () => {
        runs += 1;
        return { updateView: modal };
      }),
    },
  });
  const first = payloads.submission(rep.id, 'access.request');
  const second = { ...first, trigger_id: 'another' };
  const [a, b] = await Promise.all([world.slack.deliver(first), world.slack.deliver(second)]);
  expect(runs).toBe(1);
  expect(a).toEqual(b);
});

test('a problem with no input of its own keeps the form and everything that was typed', async () => {
  world = await slackWorld({
    app: {
      listeners: form(async () => {
        throw new InvalidInput('Somebody changed it meanwhile.');
      }),
    },
  });
  const state = { reason: { reason: { type: 'plain_text_input', value: 'my words' } } };
  const acked = JSON.stringify(await world.slack.deliver(payloads.submission(rep.id, 'access.request', state)));
  expect(acked).toContain('Somebody changed it meanwhile.');
  expect(acked).toContain('"initial_value":"my words"');
});

test('access that was taken back stops open modals and buttons at once', async () => {
  let runs = 0;
  world = await slackWorld({
    app: {
      listeners: form(async () => {
        runs += 1;
        return {};
      }),
    },
  });
  await world.slack.deliver(payloads.action(world.slack, admin.id, 'access.revoke', rep.id));
  const acked = await world.slack.deliver(payloads.submission(rep.id, 'access.request', {}, { callback_id: 'other' }));
  expect(acked).toMatchObject({ response_action: 'update', view: { callback_id: 'access.request' } });
  expect(runs).toBe(0);
});

test('a stranger’s buttons open the registration form and nothing else', async () => {
  world = await slackWorld();
  await world.slack.deliver(payloads.action(world.slack, stranger, 'sending.pause'));
  expect(world.slack.callsOf('views.open')).toMatchObject([{ view: { callback_id: 'access.request' } }]);
  expect(world.slack.callsOf('response_url')).toEqual([]);
});
