import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { PageChannel } from '../../../page-api.ts';
import { useDirectory, useNav, useShown, useStore } from '../state/context.ts';
import { inChannel } from '../state/grouping.ts';
import { placeKey } from '../state/reduce.ts';
import { Avatar } from './avatar.tsx';
import { Composer } from './composer.tsx';
import { Icon } from './icons.tsx';
import { MessageList } from './message-list.tsx';
import { Popover } from './popover.tsx';

function Members({ channel }: { channel: PageChannel }) {
  const { person } = useDirectory();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const members = channel.memberIds.map(person).filter((one) => one !== undefined);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="members"
        aria-expanded={open}
        aria-label={`${members.length} members`}
        title="Who is here"
        onClick={() => setOpen(!open)}
      >
        {members.slice(0, 3).map((one) => (
          <Avatar key={one.id} person={one} size={22} />
        ))}
        <span>{members.length}</span>
      </button>
      {open && (
        <Popover anchor={button} onClose={() => setOpen(false)} align="end">
          <ul className="member-list" aria-label="Members">
            {members.map((one) => (
              <li key={one.id}>
                <Avatar person={one} size={28} />
                <span className="menu-words">
                  <span>{one.realName}</span>
                  <span className="menu-detail">{one.isBot ? 'App' : one.title}</span>
                </span>
              </li>
            ))}
          </ul>
        </Popover>
      )}
    </>
  );
}

function Mark({ channel }: { channel: PageChannel }) {
  const { person, me } = useDirectory();
  if (channel.kind === 'channel') return <span className="hash">#</span>;
  if (channel.kind === 'private') return <Icon name="lock" size={17} />;
  return <Avatar person={person(channel.memberIds.find((id) => id !== me.id) ?? '')} size={24} />;
}

export function PaneHead({ channel, children }: { channel: PageChannel; children?: ReactNode }) {
  return (
    <div className="pane-head">
      <h2>
        <Mark channel={channel} />
        {channel.name}
      </h2>
      {channel.topic && <span className="topic">{channel.topic}</span>}
      <span className="spacer" />
      {children ?? <Members channel={channel} />}
    </div>
  );
}

/** What the app says that it does, until its next message. */
export function Status({ place }: { place: string }) {
  const { statuses, state } = useShown();
  const { person } = useDirectory();
  const status = statuses[place];
  const name = person(state.botUserId)?.realName ?? 'The app';
  return (
    <div className="status-line" role="status" data-testid="status-line">
      {status && (
        <>
          <span className="typing" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <strong>{name}</strong> {status}
        </>
      )}
    </div>
  );
}

/** What was read when this pane was opened, and the telling of what is read now. */
export function useRead(channel: PageChannel, active = true): string | undefined {
  const store = useStore();
  const { messages } = useShown().state;
  const [unreadAfter] = useState(channel.unread > 0 ? channel.lastReadTs : undefined);
  const last = messages.findLast((one) => one.channelId === channel.id)?.ts;
  const behind = last !== undefined && (channel.unread > 0 || channel.mentions > 0 || last > channel.lastReadTs);
  useEffect(() => {
    if (!active || !behind || !last) return;
    const tell = () => {
      if (!document.hidden) void store.act({ kind: 'read', channelId: channel.id, ts: last }, { quiet: true });
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [active, behind, last, channel.id, store]);
  return unreadAfter;
}

function Intro({ channel }: { channel: PageChannel }) {
  const room = channel.kind === 'channel' || channel.kind === 'private';
  return (
    <div className="intro">
      <h3>
        <Mark channel={channel} /> {channel.name}
      </h3>
      <p>
        {room
          ? `This is the beginning of #${channel.name}. ${channel.topic}`
          : `This is the beginning of your messages with ${channel.name}.`}
      </p>
    </div>
  );
}

/** Messages and composer of one place. */
export function Conversation({ channel, active = true }: { channel: PageChannel; active?: boolean }) {
  const nav = useNav();
  const { messages } = useShown().state;
  const mine = useMemo(() => inChannel(messages, channel.id), [messages, channel.id]);
  const unreadAfter = useRead(channel, active);
  const room = channel.kind === 'channel' || channel.kind === 'private';
  const name = room ? `#${channel.name}` : channel.name;
  return (
    <>
      <MessageList
        messages={mine}
        label={`Messages in ${channel.name}`}
        unreadAfter={unreadAfter}
        pointTo={nav.channelId === channel.id ? nav.ts : undefined}
        intro={<Intro channel={channel} />}
      />
      <div className="pane-foot">
        <Composer channel={channel} label={`Message ${name}`} />
        <Status place={placeKey(channel.id)} />
      </div>
    </>
  );
}

export function ChannelPane({ channel }: { channel: PageChannel }) {
  return (
    <div className="channel-pane">
      <PaneHead channel={channel} />
      <Conversation channel={channel} />
    </div>
  );
}
