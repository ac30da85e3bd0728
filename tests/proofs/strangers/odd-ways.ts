import { isJson } from '../../../src/simulator/slack/records.ts';
import type { ColleagueRow } from './table.ts';
import type { Way } from './ways.ts';
import { type Captured, GENERAL, type Json, type World } from './world.ts';

/** A payload that was altered on its way: what nobody registered, or nobody may claim. */
export interface OddWay extends Way {
  alter(caught: Captured): Captured;
}

/** Nobody answers it, so nobody waits for an answer. */
const unanswered = (way: OddWay): OddWay => ({ ...way, isUnanswered: true });

const nobody = { owner: false, colleague: false, leader: false, 'other leader': false, manager: false, admin: false };

/** Nobody may do any of it, whoever asks. */
export const oddRow = ({ name, gesture }: Way): ColleagueRow => ({ name, gesture, kind: 'answers', may: nobody });

const actionsOf = (payload: Json): Json[] => (Array.isArray(payload.actions) ? payload.actions.filter(isJson) : []);
const viewOf = (payload: Json): Json => (isJson(payload.view) ? payload.view : {});
const eventOf = (payload: Json): Json => (isJson(payload.event) ? payload.event : {});

/** Gestures that nobody registered: those without access get the form, all others a refusal. */
export function unknownWays(world: World, ways: ReadonlyMap<string, Way>): OddWay[] {
  return [
    odd('command:/export', from(ways, 'command:/crm'), (payload) => ({ ...payload, command: '/export' })),
    odd('action:lead.delete_everything', from(ways, 'action:access.join'), (payload) => ({
      ...payload,
      actions: actionsOf(payload).map((one) => ({
        ...one,
        action_id: 'lead.delete_everything',
        value: world.goods.ids.Fresh,
      })),
    })),
    odd('view:lead.delete', from(ways, 'view:access.request'), (payload) => ({
      ...payload,
      view: {
        ...viewOf(payload),
        callback_id: 'lead.delete',
        private_metadata: `{"leadId":"${world.goods.ids.Fresh}"}`,
      },
    })),
    odd('shortcut:export_all', from(ways, 'shortcut:log_to_lead'), (payload) => ({
      ...payload,
      callback_id: 'export_all',
    })),
    odd('options:lead.all', from(ways, 'options:lead.find'), (payload) => ({ ...payload, action_id: 'lead.all' })),
  ];
}

/** Kinds of payload that the app has no use for, and claims that are none: nothing at all may come of them. */
export function silentWays(world: World, ways: ReadonlyMap<string, Way>): OddWay[] {
  const press = from(ways, 'action:lead.more pause');
  const submit = from(ways, 'view:lead.archive');
  const say = from(ways, 'event:message asked');
  const event = (name: string, of: Way, change: (event: Json) => Json) =>
    odd(name, of, (payload) => ({ ...payload, event: change(eventOf(payload)) }));
  const all = [
    odd('a view that is closed', submit, (payload) => ({ ...payload, type: 'view_closed', is_cleared: false })),
    odd('a button of an old kind', press, (payload) => ({
      ...payload,
      type: 'interactive_message',
      callback_id: 'lead.archive',
      actions: [{ name: 'lead.more', type: 'button', value: `archive:${world.goods.ids.Fresh}` }],
    })),
    odd('a dialog of an old kind', submit, (payload) => ({
      ...payload,
      type: 'dialog_submission',
      callback_id: 'lead.archive',
      submission: { leadId: world.goods.ids.Fresh },
    })),
    event('an edited message', say, ({ user, text, ...rest }) => ({
      ...rest,
      subtype: 'message_changed',
      message: { user, text, ts: rest.ts },
    })),
    event('a mention', say, (rest) => ({ ...rest, type: 'app_mention' })),
    event('a function of a workflow', say, (rest) => ({ ...rest, type: 'function_executed', inputs: {} })),
  ];
  return all.map(unanswered);
}

/** A message that a bot wrote under a person's name. */
export const botWays = (ways: ReadonlyMap<string, Way>): OddWay[] =>
  ['asked', 'note'].map((meaning) => ({
    ...odd(`event:message ${meaning}, by a bot`, from(ways, `event:message ${meaning}`), (payload) => ({
      ...payload,
      event: { ...eventOf(payload), bot_id: 'B0ANOTHER1', subtype: 'bot_message' },
    })),
    gesture: 'event:message',
  }));

/** What only Slack tells: said by somebody else, it has no signature, and it tells of a person who is to be thrown out. */
export async function slackEvent(world: World, gesture: string, who: { isSlack: boolean; victimId: string }) {
  const type = gesture.replace('event:', '');
  const caught = await world.capture(() => world.hand.changePerson(who.victimId, { title: 'Somebody' }));
  const { event, ...rest } = caught.payload;
  const about = isJson(event) && isJson(event.user) ? event.user : {};
  const user = { user: who.isSlack ? about : { ...about, deleted: true } };
  const payload = { ...rest, event: { type, ...(type === 'user_change' ? user : {}) } };
  return world.send({ kind: caught.kind, payload }, who.isSlack ? {} : { secret: 'not-the-secret' });
}

/** A shortcut from anywhere, without a message to keep. */
export function globalShortcut(world: World): OddWay {
  const of: Way = {
    name: 'shortcut:log_to_lead global',
    gesture: 'shortcut:log_to_lead',
    async act(userId) {
      await world.hand.command(userId, '/sales', 'help', GENERAL);
      return {};
    },
  };
  return {
    ...of,
    alter: ({ payload }) => ({
      kind: 'interactive',
      payload: {
        type: 'shortcut',
        callback_id: 'log_to_lead',
        trigger_id: payload.trigger_id,
        user: { id: payload.user_id, team_id: payload.team_id, username: '', name: '' },
        team: { id: payload.team_id },
        enterprise: null,
      },
    }),
  };
}

function from(ways: ReadonlyMap<string, Way>, name: string): Way {
  const way = ways.get(name);
  if (!way) throw new Error(`there is no way to ${name}`);
  return way;
}

const odd = (name: string, of: Way, change: (payload: Json) => Json): OddWay => ({
  ...of,
  name,
  gesture: name,
  alter: ({ kind, payload }) => ({ kind, payload: change(payload) }),
});
