import { useEffect, useState } from 'react';
import type { PageChannel, PageView } from '../../../page-api.ts';
import { Blocks } from '../blocks/block.tsx';
import { HostContext } from '../blocks/host.ts';
import type { BlockShape } from '../blocks/shapes.ts';
import { useBlocksHost, useEdits } from '../blocks/use-host.ts';
import { useDirectory, useNav, usePageState, useStore } from '../state/context.ts';
import { Avatar } from './avatar.tsx';
import { Conversation } from './channel-pane.tsx';

type Tab = 'home' | 'messages' | 'about';

const titles: Record<Tab, string> = { home: 'Home', messages: 'Messages', about: 'About' };

function HomeView({ view }: { view: PageView }) {
  const blocks = view.blocks as BlockShape[];
  const [edits, setEdits] = useEdits(blocks);
  const host = useBlocksHost({
    from: { viewId: view.id },
    surface: 'home',
    blocks,
    remembered: view.state,
    edits,
    setEdits,
  });
  return (
    <HostContext value={host}>
      <div className="home-view" data-view-id={view.id}>
        <Blocks blocks={blocks} />
      </div>
    </HostContext>
  );
}

function Home() {
  const store = useStore();
  const { home, appConnected } = usePageState();
  useEffect(() => {
    void store.act({ kind: 'open_home' });
  }, [store]);
  return (
    <div className="pane home-pane" role="tabpanel" aria-label="Home" data-testid="home">
      {home && home.blocks.length > 0 ? (
        <HomeView key={home.id} view={home} />
      ) : (
        <p className="nothing">
          {appConnected
            ? 'The app is preparing your home…'
            : 'The app is not connected, so it has no home to show yet.'}
        </p>
      )}
    </div>
  );
}

function About() {
  const { commands, shortcuts, botUserId } = usePageState();
  const { person } = useDirectory();
  const bot = person(botUserId);
  return (
    <div className="pane home-pane" role="tabpanel" aria-label="About">
      <div className="home-view about">
        <h2 className="b-header">
          <Avatar person={bot} size={44} /> {bot?.realName}
        </h2>
        <p>{bot?.title}</p>
        <h3>Commands</h3>
        <dl>
          {commands.map((one) => (
            <div key={one.command}>
              <dt>
                <code>{one.command}</code> <span className="usage">{one.usageHint}</span>
              </dt>
              <dd>{one.description}</dd>
            </div>
          ))}
        </dl>
        {shortcuts.length > 0 && <h3>Message shortcuts</h3>}
        <dl>
          {shortcuts.map((one) => (
            <div key={one.callbackId}>
              <dt>{one.name}</dt>
              <dd>{one.description}</dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  );
}

/** Which tab was looked at last, for as long as the page is open. */
const lastTabs = new Map<string, Tab>();

/** Where the app lives: its home, the messages with it, and what it can do. */
export function AppPane({ channel }: { channel: PageChannel }) {
  const nav = useNav();
  const store = useStore();
  const { person } = useDirectory();
  const { botUserId } = usePageState();
  const [first] = useState<Tab>(
    channel.unread > 0 || nav.threadTs || nav.ts ? 'messages' : (lastTabs.get(channel.id) ?? 'home'),
  );
  const [tab, setTab] = useState<Tab>(nav.tab ?? first);
  const wanted = nav.channelId === channel.id ? nav.tab : undefined;
  useEffect(() => {
    if (wanted) setTab(wanted);
  }, [wanted]);
  useEffect(() => {
    lastTabs.set(channel.id, tab);
    if (tab === 'messages') void store.act({ kind: 'open_app_messages' }, { quiet: true });
  }, [tab, channel.id, store]);
  const open = (next: Tab) => {
    setTab(next);
    nav.go({ channelId: channel.id, tab: next });
  };
  return (
    <div className="channel-pane">
      <div className="pane-head app-head">
        <h2>
          <Avatar person={person(botUserId)} size={24} />
          {channel.name}
        </h2>
        <div className="tabs" role="tablist" aria-label="Parts of the app">
          {(Object.keys(titles) as Tab[]).map((one) => (
            <button key={one} type="button" role="tab" aria-selected={one === tab} onClick={() => open(one)}>
              {titles[one]}
            </button>
          ))}
        </div>
      </div>
      {tab === 'home' && <Home />}
      {tab === 'about' && <About />}
      {tab === 'messages' && <Conversation channel={channel} />}
    </div>
  );
}
