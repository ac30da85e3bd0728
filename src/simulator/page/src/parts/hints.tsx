import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { PageCommand } from '../../../page-api.ts';
import { type Completion, commandsFor } from '../state/compose.ts';
import { useDirectory, usePageState } from '../state/context.ts';
import { Avatar } from './avatar.tsx';

export interface Hint {
  key: string;
  /** What takes the place of the text from `from` to the caret. */
  insert: string;
  from: number;
  title: string;
  usage?: string;
  detail: string;
  icon: ReactNode;
  group: string;
}

const SHOWN = 8;
const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

function useCommandHints(text: string): { list: Hint[]; usage?: PageCommand } {
  const { commands, botUserId } = usePageState();
  const { person } = useDirectory();
  const bot = person(botUserId);
  const fitting = commandsFor(text, commands);
  const writing = text.includes(' ') ? fitting[0] : undefined;
  if (writing) return { list: [], usage: writing };
  const list = fitting.map((one) => ({
    key: one.command,
    insert: one.command,
    from: 0,
    title: one.command,
    usage: one.usageHint,
    detail: one.description,
    icon: <Avatar person={bot} size={30} />,
    group: bot?.realName ?? 'App',
  }));
  return { list };
}

function useNameHints(completion: Completion | undefined): Hint[] {
  const { people, channels, me } = usePageState();
  if (!completion) return [];
  const { sign, query, from } = completion;
  if (sign === '#') {
    return channels
      .filter((one) => (one.kind === 'channel' || one.kind === 'private') && one.name.includes(query))
      .map((one) => ({
        key: one.id,
        insert: `#${one.name}`,
        from,
        title: one.name,
        detail: one.topic,
        icon: <span className="hash">#</span>,
        group: 'Channels',
      }));
  }
  return people
    .filter(
      (one) =>
        !one.deleted &&
        one.id !== me.id &&
        `${one.realName} ${one.name}`
          .toLowerCase()
          .split(/\s+/)
          .some((word) => word.startsWith(query)),
    )
    .slice(0, SHOWN)
    .map((one) => ({
      key: one.id,
      insert: `@${one.realName}`,
      from,
      title: one.realName,
      detail: one.title,
      icon: <Avatar person={one} size={24} />,
      group: 'People',
    }));
}

/** What is offered for what is being typed, and which of it the arrow keys stand on. */
export function useHints({
  text,
  completion,
  inThread,
}: {
  text: string;
  completion: Completion | undefined;
  inThread: boolean;
}) {
  const command = useCommandHints(inThread ? '' : text);
  const names = useNameHints(text.startsWith('/') ? undefined : completion);
  const [at, setAt] = useState(0);
  const [shut, setShut] = useState(false);
  const list = shut ? [] : command.list.length > 0 ? command.list : names;
  const current = Math.min(at, Math.max(0, list.length - 1));
  return {
    list,
    at: current,
    usage: command.usage,
    reopen() {
      setShut(false);
      setAt(0);
    },
    /** The hint that a key accepts, or that it moved among them. */
    steer(key: string): Hint | 'moved' | undefined {
      if (list.length === 0) return undefined;
      const step = steps[key];
      if (step !== undefined) setAt((current + step + list.length) % list.length);
      if (key === 'Escape') setShut(true);
      if (step !== undefined || key === 'Escape') return 'moved';
      return key === 'Tab' || key === 'Enter' ? list[current] : undefined;
    },
  };
}

export function HintList({
  id,
  hints,
  at,
  onPick,
}: {
  id: string;
  hints: readonly Hint[];
  at: number;
  onPick: (hint: Hint) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <div className="hints" role="listbox" id={id} aria-label="Suggestions" tabIndex={-1} ref={list} data-testid="hints">
      <div className="hints-head">
        <span>{hints[0]?.group}</span>
        <span className="hints-keys">
          <kbd>↑</kbd>
          <kbd>↓</kbd> to choose · <kbd>Tab</kbd> to complete · <kbd>Enter</kbd> to run
        </span>
      </div>
      {hints.map((hint, index) => (
        <button
          key={hint.key}
          type="button"
          role="option"
          id={`${id}-${index}`}
          data-at={index}
          tabIndex={-1}
          aria-selected={index === at}
          className={index === at ? 'hint active' : 'hint'}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onPick(hint)}
        >
          {hint.icon}
          <span className="hint-words">
            <span>
              <strong>{hint.title}</strong> {hint.usage && <span className="usage">{hint.usage}</span>}
            </span>
            <span className="hint-detail">{hint.detail}</span>
          </span>
        </button>
      ))}
    </div>
  );
}

/** While the words of a command are being written: how it is used. */
export function UsageLine({ command }: { command: PageCommand }) {
  return (
    <div className="hints usage-line" data-testid="usage">
      <strong>{command.command}</strong> <span className="usage">{command.usageHint}</span>
      <span className="hint-detail">{command.description}</span>
    </div>
  );
}
