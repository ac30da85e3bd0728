import type { PageChannel } from '../../../page-api.ts';
import { useNav, usePageState } from '../state/context.ts';
import { hashOf } from '../state/nav.ts';
import { Avatar } from './avatar.tsx';
import { Icon, type IconName } from './icons.tsx';

function RailLink(props: { icon: IconName; label: string; href: string; current: boolean; badge?: number }) {
  return (
    <a className="rail-link" href={props.href} aria-current={props.current ? 'true' : undefined}>
      <span className="rail-icon">
        <Icon name={props.icon} size={20} />
        {props.badge ? <span className="rail-badge">{props.badge > 9 ? '9+' : props.badge}</span> : null}
      </span>
      <span>{props.label}</span>
    </a>
  );
}

/** The narrow strip at the left: the workspace, its three places, and who one is. */
export function Rail({ current }: { current: PageChannel | undefined }) {
  const { workspace, channels, me } = usePageState();
  const nav = useNav();
  const general = channels.find((one) => one.kind === 'channel') ?? channels[0];
  const app = channels.find((one) => one.kind === 'app');
  const dm = channels.filter((one) => one.kind === 'im').sort((a, b) => b.unread - a.unread)[0];
  const dmUnread = channels.reduce((sum, one) => sum + (one.kind === 'im' ? one.unread : 0), 0);
  const kind = current?.kind;
  return (
    <nav className="rail" aria-label="Places">
      <span className="rail-workspace" title={workspace}>
        {workspace.slice(0, 1).toUpperCase()}
      </span>
      {general && (
        <RailLink
          icon="home"
          label="Home"
          href={hashOf({ channelId: general.id })}
          current={kind === 'channel' || kind === 'private'}
        />
      )}
      {dm && (
        <RailLink icon="dm" label="DMs" href={hashOf({ channelId: dm.id })} current={kind === 'im'} badge={dmUnread} />
      )}
      {app && (
        <RailLink
          icon="app"
          label="App"
          href={hashOf({ channelId: app.id, tab: 'home' })}
          current={kind === 'app' && nav.tab === 'home'}
          badge={app.unread}
        />
      )}
      <span className="rail-me" title={`You are ${me.realName}`}>
        <Avatar person={me} size={34} />
        <span className="rail-presence" aria-hidden="true" />
      </span>
    </nav>
  );
}
