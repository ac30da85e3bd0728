import { useEffect, useRef } from 'react';
import type { PageChannel } from '../../../page-api.ts';
import { useNav, usePageState } from '../state/context.ts';
import { inThread } from '../state/grouping.ts';
import { placeKey } from '../state/reduce.ts';
import { Status } from './channel-pane.tsx';
import { Composer } from './composer.tsx';
import { Icon } from './icons.tsx';
import { Message } from './message.tsx';

/** A thread beside its channel. */
export function ThreadPanel({ channel, threadTs }: { channel: PageChannel; threadTs: string }) {
  const nav = useNav();
  const { messages } = usePageState();
  const [root, ...replies] = inThread(messages, channel.id, threadTs);
  const pane = useRef<HTMLDivElement>(null);
  const close = () => nav.go({ channelId: channel.id, ...(channel.kind === 'app' ? { tab: 'messages' } : {}) });
  const last = replies.at(-1)?.ts;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another last reply scrolls to it
  useEffect(() => {
    if (pane.current) pane.current.scrollTop = pane.current.scrollHeight;
  }, [last]);
  return (
    <aside className="thread-panel" aria-label="Thread" data-testid="thread-panel">
      <div className="pane-head">
        <h2>Thread</h2>
        <span className="topic">
          {channel.kind === 'channel' || channel.kind === 'private' ? `#${channel.name}` : channel.name}
        </span>
        <span className="spacer" />
        <button type="button" className="icon-button" aria-label="Exit thread" onClick={close}>
          <Icon name="close" size={20} />
        </button>
      </div>
      <div className="pane" ref={pane}>
        <ol className="messages" aria-label="Thread">
          {root && <Message message={root} inThread />}
          {replies.length > 0 && (
            <li className="reply-count">
              <span>
                {replies.length} {replies.length === 1 ? 'reply' : 'replies'}
              </span>
            </li>
          )}
          {replies.map((one) => (
            <Message key={`${one.ts}-${one.ephemeral}`} message={one} inThread />
          ))}
        </ol>
        {!root && <p className="nothing">This thread is not here any more.</p>}
        <div className="pane-foot">
          <Composer channel={channel} threadTs={threadTs} label="Reply to thread" />
          <Status place={placeKey(channel.id, threadTs)} />
        </div>
      </div>
    </aside>
  );
}
