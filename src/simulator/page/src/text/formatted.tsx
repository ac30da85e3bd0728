import { type MouseEvent, type ReactNode, use } from 'react';
import { NavContext, useDirectory, useNow, useStore } from '../state/context.ts';
import { placeOfLink } from '../state/nav.ts';
import { formatDateToken, fullLabel } from './dates.ts';
import type { Inline, TextBlock } from './inline.ts';
import { parseMarkdown } from './markdown.ts';
import { parseMrkdwn, withoutBareLinks } from './mrkdwn.ts';
import { plainWords } from './plain.ts';

export function UserMention({ id }: { id: string }) {
  const { person, me } = useDirectory();
  const found = person(id);
  return <span className={id === me.id ? 'mention mine' : 'mention'}>@{found?.realName ?? id}</span>;
}

export function ChannelMention({ id, label }: { id: string; label?: string }) {
  const { channel } = useDirectory();
  const nav = use(NavContext);
  const found = channel(id);
  const name = `#${found?.name ?? label ?? 'private-channel'}`;
  if (!found) return <span className="mention">{name}</span>;
  return (
    <button type="button" className="mention" onClick={() => nav?.go({ channelId: id })}>
      {name}
    </button>
  );
}

/** A link; one that points into this workspace is followed here. */
export function SlackLink({ url, children, className }: { url: string; children: ReactNode; className?: string }) {
  const nav = use(NavContext);
  const store = useStore();
  const follow = (event: MouseEvent) => {
    const channels = store.snapshot().shown?.state.channels ?? [];
    const place = placeOfLink(url, { channelId: channels.find((one) => one.kind === 'app')?.id });
    if (!place || !nav) return;
    event.preventDefault();
    nav.go(place);
  };
  return (
    <a className={className} href={url} target="_blank" rel="noreferrer" onClick={follow}>
      {children}
    </a>
  );
}

export function DateText({
  at,
  format,
  fallback,
  link,
}: {
  at: number;
  format: string;
  fallback: string;
  link?: string;
}) {
  const now = useNow();
  const { zone } = useDirectory();
  const words = formatDateToken(format, at, { zone, now }) ?? fallback;
  if (link) return <SlackLink url={link}>{words}</SlackLink>;
  return (
    <time
      className="date-token"
      dateTime={Number.isFinite(at) ? new Date(at).toISOString() : undefined}
      title={Number.isFinite(at) ? fullLabel(at, zone) : undefined}
    >
      {words}
    </time>
  );
}

const wrappers = { bold: 'strong', italic: 'em', strike: 's' } as const;

function InlineNode({ node }: { node: Inline }) {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'break':
      return <br />;
    case 'code':
      return <code>{node.text}</code>;
    case 'link':
      return (
        <SlackLink url={node.url}>
          <Inlines nodes={node.children} />
        </SlackLink>
      );
    case 'user':
      return <UserMention id={node.id} />;
    case 'channel':
      return <ChannelMention id={node.id} label={node.label} />;
    case 'broadcast':
      return <span className="mention mine">@{node.name}</span>;
    case 'date':
      return <DateText {...node} />;
    default: {
      const Wrapper = wrappers[node.type];
      return (
        <Wrapper>
          <Inlines nodes={node.children} />
        </Wrapper>
      );
    }
  }
}

/** Position is the identity of a piece of text: it has no other. */
const keyed = <T,>(items: readonly T[]) => items.map((item, index) => ({ key: `${index}`, item }));

export function Inlines({ nodes }: { nodes: readonly Inline[] }) {
  return keyed(nodes).map(({ key, item }) => <InlineNode key={key} node={item} />);
}

function ListBlock({ block }: { block: Extract<TextBlock, { type: 'list' }> }) {
  const Tag = block.ordered ? 'ol' : 'ul';
  return (
    <Tag className="text-list" start={block.ordered ? block.start : undefined}>
      {keyed(block.items).map(({ key, item }) => (
        <li key={key} style={{ marginInlineStart: `${item.depth * 22}px` }}>
          <Inlines nodes={item.children} />
        </li>
      ))}
    </Tag>
  );
}

function TableBlock({ rows }: { rows: Inline[][][] }) {
  const [head = [], ...body] = rows;
  return (
    <div className="table-scroll">
      <table>
        <thead>
          <tr>
            {keyed(head).map(({ key, item }) => (
              <th key={key} scope="col">
                <Inlines nodes={item} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed(body).map(({ key, item }) => (
            <tr key={key}>
              {keyed(item).map((cell) => (
                <td key={cell.key}>
                  <Inlines nodes={cell.item} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Part({ block }: { block: TextBlock }) {
  switch (block.type) {
    case 'paragraph':
      return (
        <p>
          <Inlines nodes={block.children} />
        </p>
      );
    case 'heading':
      return (
        <h4 className={`md-heading level-${block.level}`}>
          <Inlines nodes={block.children} />
        </h4>
      );
    case 'quote':
      return (
        <blockquote>
          <Parts blocks={block.children} />
        </blockquote>
      );
    case 'pre':
      return <pre>{block.text}</pre>;
    case 'list':
      return <ListBlock block={block} />;
    case 'table':
      return <TableBlock rows={block.rows} />;
    case 'rule':
      return <hr />;
  }
}

function Parts({ blocks }: { blocks: readonly TextBlock[] }) {
  return keyed(blocks).map(({ key, item }) => <Part key={key} block={item} />);
}

/** Slack's mrkdwn, as a message or a text object holds it. */
export function Mrkdwn({ text, verbatim = false }: { text: string; verbatim?: boolean }) {
  const blocks = parseMrkdwn(text);
  return <Parts blocks={verbatim ? withoutBareLinks(blocks) : blocks} />;
}

export function Markdown({ text }: { text: string }) {
  return <Parts blocks={parseMarkdown(text)} />;
}

export interface AnyText {
  type: string;
  text: string;
}

/** A text object of either kind. */
export function TextObjectView({ text }: { text: AnyText }) {
  if (text.type === 'mrkdwn')
    return <Mrkdwn text={text.text} verbatim={'verbatim' in text && text.verbatim === true} />;
  return <p className="plain">{plainWords(text)}</p>;
}
