import { describe, expect, it } from 'vitest';
import { commandIn, commandsFor, completionAt, toWire } from '../../src/simulator/page/src/state/compose.ts';
import { inChannel, inThread, rowsOf } from '../../src/simulator/page/src/state/grouping.ts';
import { applyEvent, type Shown } from '../../src/simulator/page/src/state/reduce.ts';
import type { PageMessage, PageState } from '../../src/simulator/page-api.ts';

const at0 = Date.UTC(2026, 10, 3, 8, 0);
const person = (id: string, name: string, realName: string) => ({
  id,
  name,
  realName,
  title: '',
  initials: realName.slice(0, 2),
  color: '#000',
  isBot: id === 'UB',
  isGuest: false,
  deleted: false,
  timezone: 'Europe/Amsterdam',
});
const mara = person('U1', 'mara', 'Mara Lindqvist');
const people = [
  mara,
  person('U2', 'jonas', 'Jonas Okafor'),
  person('U3', 'jonas.o', 'Jonas'),
  person('UB', 'agent', 'Agent'),
];

let counter = 0;
const message = (change: Partial<PageMessage> & { minute: number }): PageMessage => {
  counter += 1;
  const { minute, ...rest } = change;
  const at = at0 + minute * 60_000;
  return {
    channelId: 'C1',
    ts: `${at / 1000}.${String(counter).padStart(6, '0')}`,
    userId: 'U2',
    text: 'x',
    blocks: [],
    files: [],
    replyCount: 0,
    replyUserIds: [],
    edited: false,
    ephemeral: false,
    reactions: [],
    at,
    ...rest,
  };
};

function shownWith(messages: PageMessage[]): Shown {
  const state: PageState = {
    workspace: 'W',
    me: mara,
    actAs: [],
    people,
    channels: [],
    messages,
    commands: [],
    shortcuts: [],
    home: null,
    modal: null,
    botUserId: 'UB',
    now: at0,
    turning: false,
    appConnected: true,
    sampleFiles: [],
  };
  return { state, statuses: {}, clockNote: '', clockHeardAt: 0 };
}

describe('live events', () => {
  it('put a message in its place by time, and a newer version in the place of the older', () => {
    const first = message({ minute: 1 });
    const third = message({ minute: 3 });
    const second = message({ minute: 2 });
    const with3 = applyEvent(shownWith([first, third]), { type: 'message', message: second }, 0);
    expect(with3.state.messages).toEqual([first, second, third]);
    const edited = { ...second, text: 'new', edited: true };
    expect(applyEvent(with3, { type: 'message', message: edited }, 0).state.messages).toEqual([first, edited, third]);
    expect(applyEvent(with3, { type: 'message_deleted', channelId: 'C1', ts: third.ts }, 0).state.messages).toEqual([
      first,
      second,
    ]);
  });

  it('end a status when the app has spoken in that place, and in no other', () => {
    let shown = applyEvent(shownWith([]), { type: 'status', channelId: 'C1', status: 'is reading…' }, 0);
    shown = applyEvent(shown, { type: 'status', channelId: 'C1', threadTs: '1.1', status: 'is writing…' }, 0);
    shown = applyEvent(shown, { type: 'message', message: message({ minute: 1, userId: 'U2' }) }, 0);
    expect(Object.values(shown.statuses)).toEqual(['is reading…', 'is writing…']);
    shown = applyEvent(shown, { type: 'message', message: message({ minute: 2, userId: 'UB' }) }, 0);
    expect(shown.statuses).toEqual({ 'C1/1.1': 'is writing…' });
  });

  it('keep the last note of a turning clock and drop it when the clock stands', () => {
    let shown = applyEvent(shownWith([]), { type: 'clock', now: 1, turning: true, note: 'sending' }, 5);
    shown = applyEvent(shown, { type: 'clock', now: 2, turning: true }, 6);
    expect([shown.clockNote, shown.state.now, shown.clockHeardAt]).toEqual(['sending', 2, 6]);
    expect(applyEvent(shown, { type: 'clock', now: 3, turning: false }, 7).clockNote).toBe('');
  });

  it('leave the page as it is when they are of a kind from a newer server', () => {
    const shown = shownWith([]);
    expect(applyEvent(shown, { type: 'of tomorrow' } as never, 0)).toBe(shown);
  });
});

describe('rows of a pane', () => {
  const rows = (messages: PageMessage[], unreadAfter?: string) =>
    rowsOf(messages, { zone: 'Europe/Amsterdam', unreadAfter, me: 'U1' });

  it('join what one person says within five minutes', () => {
    const said = [
      message({ minute: 0 }),
      message({ minute: 4 }),
      message({ minute: 10 }),
      message({ minute: 11, userId: 'U1' }),
      message({ minute: 12, userId: 'U1', ephemeral: true }),
    ];
    expect(rows(said).map((row) => row.follows)).toEqual([false, true, false, false, false]);
  });

  it('divide days by the reader’s midnight', () => {
    const said = [message({ minute: 14 * 60 + 58 }), message({ minute: 15 * 60 + 1 })];
    expect(rows(said).map((row) => row.newDay)).toEqual([true, true]);
  });

  it('mark the first message that is new to the reader once, and never one of their own', () => {
    const said = [
      message({ minute: 0 }),
      message({ minute: 1, userId: 'U1' }),
      message({ minute: 2 }),
      message({ minute: 3 }),
    ];
    expect(rows(said, said[0]?.ts).map((row) => row.firstUnread)).toEqual([false, false, true, false]);
    expect(rows(said).some((row) => row.firstUnread)).toBe(false);
  });

  it('keep replies out of the channel and the root in the thread', () => {
    const root = message({ minute: 0, ts: '5.0', threadTs: '5.0', replyCount: 1 });
    const reply = message({ minute: 1, threadTs: '5.0' });
    const other = message({ minute: 2 });
    expect(inChannel([root, reply, other], 'C1')).toEqual([root, other]);
    expect(inThread([root, reply, other], 'C1', '5.0')).toEqual([root, reply]);
  });
});

describe('what is typed', () => {
  it('turns full names into the names that become mentions, the longest first', () => {
    expect(toWire('ask @Jonas Okafor, @Jonas and jonas@Jonas.example', people)).toBe(
      'ask @jonas, @jonas.o and jonas@Jonas.example',
    );
    expect(toWire('a < b & @nobody', people)).toBe('a < b & @nobody');
  });

  it('is a command only when it begins with a slash and a name', () => {
    expect(commandIn('/Lead  find Ada\nByron ')).toEqual({ command: '/lead', text: 'find Ada\nByron' });
    expect(commandIn('/ lead')).toBeUndefined();
    expect(commandIn('see /lead')).toBeUndefined();
  });

  it('offers the commands that fit, and only the one that is being written', () => {
    const commands = ['/leads', '/lead', '/touches'].map((command) => ({ command, description: '', usageHint: '' }));
    const offered = (typed: string) => commandsFor(typed, commands).map((one) => one.command);
    expect(offered('/le')).toEqual(['/lead', '/leads']);
    expect(offered('/lead f')).toEqual(['/lead']);
    expect([offered('hello'), offered('/x'), offered('/lead\nx')]).toEqual([[], [], []]);
  });

  it('completes the name at the caret and no address', () => {
    expect(completionAt('hi @Ma', 6)).toEqual({ from: 3, sign: '@', query: 'ma' });
    expect(completionAt('hi @Ma there', 6)).toMatchObject({ query: 'ma' });
    expect(completionAt('ada@Ma', 6)).toBeUndefined();
  });
});
