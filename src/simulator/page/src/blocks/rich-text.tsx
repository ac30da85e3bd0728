import type { ReactNode } from 'react';
import { emojiOf } from '../text/emoji.ts';
import { ChannelMention, DateText, SlackLink, UserMention } from '../text/formatted.tsx';
import { isSafeUrl, unescapeSlack } from '../text/inline.ts';
import type { RichNode, RichStyle } from './shapes.ts';

const keyed = (nodes: readonly RichNode[] = []) => nodes.map((node, index) => ({ key: `${index}`, node }));

function styled(content: ReactNode, style: RichNode['style']): ReactNode {
  if (!style || typeof style === 'string') return content;
  const { bold, italic, strike, code }: RichStyle = style;
  let out = content;
  if (code) out = <code>{out}</code>;
  if (strike) out = <s>{out}</s>;
  if (italic) out = <em>{out}</em>;
  return bold ? <strong>{out}</strong> : out;
}

/** An emoji comes with its code points, or with a name that the page may know. */
function emojiText({ unicode, name = '' }: RichNode): string {
  if (!unicode) return emojiOf(name) ?? `:${name}:`;
  return String.fromCodePoint(...unicode.split('-').map((point) => Number.parseInt(point, 16)));
}

function link(node: RichNode): ReactNode {
  const url = unescapeSlack(node.url ?? '');
  const words = unescapeSlack(node.text ?? url);
  return isSafeUrl(url) ? <SlackLink url={url}>{words}</SlackLink> : words;
}

const date = ({ timestamp = Number.NaN, format = '{date_long}', fallback = '' }: RichNode): ReactNode => (
  <DateText at={timestamp * 1000} format={format} fallback={fallback} />
);

const leaves: Record<string, (node: RichNode) => ReactNode> = {
  text: (node) => <span className="pre-wrap">{unescapeSlack(node.text ?? '')}</span>,
  link,
  user: (node) => <UserMention id={node.user_id ?? ''} />,
  channel: (node) => <ChannelMention id={node.channel_id ?? ''} />,
  emoji: emojiText,
  broadcast: (node) => <span className="mention mine">@{node.range}</span>,
  date,
  color: (node) => <code>{node.value}</code>,
};

const leaf = (node: RichNode): ReactNode => leaves[node.type]?.(node) ?? node.text ?? '';

export function RichLeaves({ nodes }: { nodes: readonly RichNode[] | undefined }) {
  return keyed(nodes).map(({ key, node }) => <span key={key}>{styled(leaf(node), node.style)}</span>);
}

function RichList({ node }: { node: RichNode }) {
  const Tag = node.style === 'ordered' ? 'ol' : 'ul';
  return (
    <Tag
      className="text-list"
      start={(node.offset ?? 0) + 1}
      style={{ marginInlineStart: `${(node.indent ?? 0) * 22}px` }}
    >
      {keyed(node.elements).map(({ key, node: item }) => (
        <li key={key}>
          <RichLeaves nodes={item.elements} />
        </li>
      ))}
    </Tag>
  );
}

function RichPart({ node }: { node: RichNode }) {
  switch (node.type) {
    case 'rich_text_list':
      return <RichList node={node} />;
    case 'rich_text_quote':
      return (
        <blockquote>
          <RichLeaves nodes={node.elements} />
        </blockquote>
      );
    case 'rich_text_preformatted':
      return <pre>{(node.elements ?? []).map((one) => unescapeSlack(one.text ?? one.url ?? '')).join('')}</pre>;
    default:
      return (
        <p>
          <RichLeaves nodes={node.elements} />
        </p>
      );
  }
}

export function RichText({ nodes }: { nodes: readonly RichNode[] | undefined }) {
  return keyed(nodes).map(({ key, node }) => <RichPart key={key} node={node} />);
}
