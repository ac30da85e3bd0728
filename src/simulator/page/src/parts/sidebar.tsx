import { type ReactNode, useState } from 'react';
import type { PageChannel, PagePerson } from '../../../page-api.ts';
import { useDirectory, usePageState, useStore } from '../state/context.ts';
import { hashOf } from '../state/nav.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { MenuButton } from './menu.tsx';

/** What a label says beside the name: "Mara, sales rep" and "Sales rep" are both "sales rep" of Mara. */
function roleOf(label: string, person: PagePerson | undefined): string {
  const names = [person?.realName, person?.realName.split(' ')[0], person?.name].filter((one) => one !== undefined);
  const name = names.find((one) => label.toLowerCase().startsWith(one.toLowerCase()));
  return name ? label.slice(name.length).replace(/^[\s,:–-]+/, '') : label;
}

/** Whose eyes the page looks through; the menu is the only thing here that real Slack lacks. */
function ActAs() {
  const store = useStore();
  const { me, actAs } = usePageState();
  const { person } = useDirectory();
  const items = actAs.map(({ id, label }) => {
    const who = person(id);
    const role = roleOf(label, who);
    return {
      key: id,
      label: who?.realName ?? label,
      detail: [role, who?.title].filter(Boolean).join(' · '),
      icon: <Avatar person={who} size={32} />,
      checked: id === me.id,
      onPick: () => store.actAs(id),
      data: { 'data-person-id': id } as const,
    };
  });
  const mine = actAs.find((one) => one.id === me.id);
  return (
    <MenuButton label={`Acting as ${me.realName}`} items={items} className="act-as" heading="Look at the workspace as">
      <Avatar person={me} size={26} />
      <span className="act-as-words">
        <span className="act-as-name">{me.realName}</span>
        <span className="act-as-role">{mine ? roleOf(mine.label, me) || me.title : me.title}</span>
      </span>
      <Icon name="chevron" size={14} />
    </MenuButton>
  );
}

const counts = (channel: PageChannel): number =>
  channel.kind === 'im' || channel.kind === 'app' ? channel.unread : channel.mentions;

function ChannelLink({ channel, current, icon }: { channel: PageChannel; current: boolean; icon: ReactNode }) {
  const count = counts(channel);
  return (
    <li>
      <a
        className={channel.unread > 0 && !current ? 'side-link unread' : 'side-link'}
        href={hashOf({ channelId: channel.id })}
        aria-current={current ? 'page' : undefined}
        data-channel-id={channel.id}
        data-unread={channel.unread}
      >
        <span className="side-icon">{icon}</span>
        <span className="side-name">{channel.name}</span>
        {count > 0 && (
          <span className="badge" role="img" aria-label={`${count} unread`}>
            {count}
          </span>
        )}
      </a>
    </li>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(true);
  return (
    <section className="side-group" aria-label={title}>
      <button type="button" className="side-title" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="caret" size={16} />
        {title}
      </button>
      {open && <ul>{children}</ul>}
    </section>
  );
}

export function Sidebar({ current }: { current: PageChannel | undefined }) {
  const { workspace, channels, botUserId, me } = usePageState();
  const { person } = useDirectory();
  const rooms = channels.filter((one) => one.kind === 'channel' || one.kind === 'private');
  const direct = channels.filter((one) => one.kind === 'im');
  const apps = channels.filter((one) => one.kind === 'app');
  const other = (channel: PageChannel) => person(channel.memberIds.find((id) => id !== me.id) ?? '');
  const link = (channel: PageChannel, icon: ReactNode) => (
    <ChannelLink key={channel.id} channel={channel} current={channel.id === current?.id} icon={icon} />
  );
  return (
    <nav className="sidebar" aria-label="Channels and messages" data-testid="sidebar">
      <div className="side-head">
        <h1 data-testid="workspace-name">{workspace}</h1>
        <ActAs />
      </div>
      <div className="side-scroll">
        <Group title="Channels">
          {rooms.map((one) =>
            link(one, one.kind === 'private' ? <Icon name="lock" size={15} /> : <span className="hash">#</span>),
          )}
        </Group>
        {direct.length > 0 && (
          <Group title="Direct messages">
            {direct.map((one) => link(one, <Avatar person={other(one)} size={20} />))}
          </Group>
        )}
        {apps.length > 0 && (
          <Group title="Apps">{apps.map((one) => link(one, <Avatar person={person(botUserId)} size={20} />))}</Group>
        )}
      </div>
    </nav>
  );
}
