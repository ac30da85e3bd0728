import { useEffect } from 'react';
import { AppPane } from './parts/app-pane.tsx';
import { ChannelPane } from './parts/channel-pane.tsx';
import { ModalHost } from './parts/modal-host.tsx';
import { Rail } from './parts/rail.tsx';
import { Sidebar } from './parts/sidebar.tsx';
import { ThreadPanel } from './parts/thread-panel.tsx';
import { Toasts } from './parts/toasts.tsx';
import { TopBar } from './parts/top-bar.tsx';
import { NavContext, usePageState, useSnapshot } from './state/context.ts';
import { type Nav, useHashNav } from './state/nav.ts';

/** Without a place, or with one that this person can't see, the first channel is shown. */
function useCurrentChannel(nav: Nav) {
  const { channels } = usePageState();
  const found = channels.find((one) => one.id === nav.channelId);
  return found ?? channels.find((one) => one.kind === 'channel') ?? channels[0];
}

function Workspace({ nav }: { nav: Nav }) {
  const { workspace, modal, channels } = usePageState();
  const channel = useCurrentChannel(nav);
  const unread = channels.reduce(
    (sum, one) => sum + (one.kind === 'im' || one.kind === 'app' ? one.unread : one.mentions),
    0,
  );
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${channel?.name ?? 'Home'} · ${workspace}`;
  }, [channel?.name, workspace, unread]);
  const threadTs = nav.channelId === channel?.id ? nav.threadTs : undefined;
  return (
    <>
      <div className={threadTs ? 'shell with-thread' : 'shell'} inert={modal !== null}>
        <TopBar />
        <Rail current={channel} />
        <Sidebar current={channel} />
        <main className="main" aria-label={channel?.name ?? 'Workspace'}>
          {channel?.kind === 'app' ? (
            <AppPane key={channel.id} channel={channel} />
          ) : (
            channel && <ChannelPane key={channel.id} channel={channel} />
          )}
          {!channel && <p className="nothing">This person is in no channel yet.</p>}
        </main>
        {channel && threadTs && <ThreadPanel key={threadTs} channel={channel} threadTs={threadTs} />}
      </div>
      <ModalHost />
    </>
  );
}

/** The whole page. */
export function App() {
  const nav = useHashNav();
  const { shown, failure } = useSnapshot();
  return (
    <NavContext value={nav}>
      {shown ? (
        <Workspace key={shown.state.me.id} nav={nav} />
      ) : (
        <div className="starting" role="status">
          <span className="starting-mark" aria-hidden="true" />
          {failure || 'Opening the workspace…'}
        </div>
      )}
      <Toasts />
    </NavContext>
  );
}
