import {
  Fragment,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { PageMessage } from '../../../page-api.ts';
import { useDirectory, useNow } from '../state/context.ts';
import { rowsOf } from '../state/grouping.ts';
import { dayLabel } from '../text/dates.ts';
import { Icon } from './icons.tsx';
import { Message } from './message.tsx';

const NEAR_PX = 60;

/** Holds a pane at its end while new things come in, unless somebody has scrolled up. */
function useStickToEnd(pane: RefObject<HTMLDivElement | null>, content: RefObject<HTMLElement | null>) {
  const stuck = useRef(true);
  const lastTop = useRef(0);
  const [away, setAway] = useState(false);
  const toEnd = useCallback(() => {
    stuck.current = true;
    if (pane.current) pane.current.scrollTop = pane.current.scrollHeight;
  }, [pane]);
  useLayoutEffect(() => {
    if (!content.current) return;
    const watch = new ResizeObserver(() => stuck.current && toEnd());
    watch.observe(content.current);
    if (pane.current) watch.observe(pane.current);
    // Who has just written or asked for something wants to see what comes of it.
    window.addEventListener('workspace:acted', toEnd);
    return () => {
      watch.disconnect();
      window.removeEventListener('workspace:acted', toEnd);
    };
  }, [content, pane, toEnd]);
  const onScroll = () => {
    const box = pane.current;
    if (!box) return;
    const left = box.scrollHeight - box.scrollTop - box.clientHeight;
    // Only going up lets go: what grows below, such as a picture that has loaded, does not.
    if (left < NEAR_PX) stuck.current = true;
    else if (box.scrollTop < lastTop.current) stuck.current = false;
    lastTop.current = box.scrollTop;
    setAway(left > 400);
  };
  return { onScroll, away, toEnd, release: () => (stuck.current = false) };
}

function DayDivider({ at }: { at: number }) {
  const now = useNow();
  const { zone } = useDirectory();
  return (
    <li className="day-divider">
      <span>{dayLabel(at, zone, now)}</span>
    </li>
  );
}

interface Props {
  messages: readonly PageMessage[];
  label: string;
  /** What was read when the pane was opened; a line is drawn behind it. */
  unreadAfter?: string;
  /** A message to scroll to and point out. */
  pointTo?: string;
  intro?: ReactNode;
}

/** The messages of a channel, oldest first, scrolled to the end. */
export function MessageList({ messages, label, unreadAfter, pointTo, intro }: Props) {
  const { zone, me } = useDirectory();
  const pane = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { onScroll, away, toEnd, release } = useStickToEnd(pane, content);
  const rows = useMemo(() => rowsOf(messages, { zone, unreadAfter, me: me.id }), [messages, zone, unreadAfter, me.id]);
  const mineLast = messages.at(-1)?.userId === me.id ? messages.at(-1)?.ts : undefined;

  useLayoutEffect(() => {
    if (mineLast) toEnd();
  }, [mineLast, toEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another message to point out scrolls
  useEffect(() => {
    if (!pointTo) return;
    release();
    content.current?.querySelector(`[data-ts="${CSS.escape(pointTo)}"]`)?.scrollIntoView({ block: 'center' });
  }, [pointTo]);

  return (
    <div className="pane-frame">
      <div className="pane" ref={pane} onScroll={onScroll} data-testid="message-pane">
        <div className="pane-content" ref={content}>
          {intro}
          <ol className="messages" aria-label={label}>
            {rows.map(({ message, newDay, firstUnread, follows }) => (
              <Fragment key={`${message.ts}-${message.ephemeral}`}>
                {newDay && <DayDivider at={message.at} />}
                {firstUnread && (
                  <li className="new-line">
                    <span>New</span>
                  </li>
                )}
                <Message message={message} follows={follows} pointed={message.ts === pointTo} />
              </Fragment>
            ))}
          </ol>
        </div>
      </div>
      {away && (
        <button type="button" className="to-end" onClick={toEnd}>
          <Icon name="down" size={15} /> Jump to latest
        </button>
      )}
    </div>
  );
}
