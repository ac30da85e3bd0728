import type { ReactNode } from 'react';
import { ImageFigure } from '../parts/image.tsx';
import { Markdown, TextObjectView } from '../text/formatted.tsx';
import { plainWords } from '../text/plain.ts';
import { ElementView } from './element.tsx';
import { useHost } from './host.ts';
import { InputBlock } from './input-block.tsx';
import { RichText } from './rich-text.tsx';
import type { BlockShape, Element, RichNode } from './shapes.ts';
import { actionIdOf, blockIdOf, type Place } from './view-state.ts';

interface Props {
  block: BlockShape;
  blockId: string;
}

const keyed = <T,>(items: readonly T[] = []) => items.map((item, index) => ({ key: `${index}`, item, index }));

const placeIn = ({ block, blockId }: Props, element: Element, index = 0): Place => ({
  block,
  element,
  blockId,
  actionId: actionIdOf(element, index),
  isInput: false,
});

function Section(props: Props) {
  const { text, fields, accessory } = props.block;
  return (
    <div className={accessory ? `b-section with-accessory acc-${accessory.type}` : 'b-section'}>
      <div className="b-section-words">
        {text && typeof text !== 'string' && <TextObjectView text={text} />}
        {fields && (
          <div className="b-fields">
            {keyed(fields).map(({ key, item }) => (
              <div key={key} className="b-field">
                <TextObjectView text={item} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="b-accessory">
          {accessory.type === 'image' ? (
            <img className="b-thumb" src={accessory.image_url} alt={accessory.alt_text ?? ''} />
          ) : (
            <ElementView place={placeIn(props, accessory)} />
          )}
        </div>
      )}
    </div>
  );
}

function Header({ block }: Props) {
  const { surface } = useHost();
  const Tag = surface === 'home' ? 'h2' : 'h3';
  return <Tag className="b-header">{plainWords(block.text)}</Tag>;
}

function Context({ block }: Props) {
  return (
    <div className="b-context">
      {keyed(block.elements).map(({ key, item }) =>
        item.type === 'image' ? (
          <img key={key} className="b-context-image" src={item.image_url} alt={item.alt_text ?? ''} />
        ) : (
          <div key={key} className="b-context-text">
            <TextObjectView text={{ type: item.type, text: typeof item.text === 'string' ? item.text : '' }} />
          </div>
        ),
      )}
    </div>
  );
}

function Actions(props: Props) {
  return (
    <div className="b-actions">
      {keyed(props.block.elements).map(({ item, index }) => (
        <ElementView key={actionIdOf(item, index)} place={placeIn(props, item, index)} />
      ))}
    </div>
  );
}

function ImageBlock({ block }: Props) {
  const url =
    block.image_url ?? block.slack_file?.url ?? (block.slack_file?.id ? `/sim/files/${block.slack_file.id}` : '');
  return <ImageFigure url={url} alt={block.alt_text ?? ''} title={plainWords(block.title)} />;
}

function cell(node: RichNode): ReactNode {
  if (node.type === 'rich_text') return <RichText nodes={node.elements} />;
  return node.text ?? String(node.value ?? '');
}

function Table({ block }: Props) {
  const [head = [], ...body] = block.rows ?? [];
  const align = (index: number) => ({ textAlign: block.column_settings?.[index]?.align ?? 'left' }) as const;
  return (
    <div className="table-scroll">
      <table>
        <thead>
          <tr>
            {keyed(head).map(({ key, item, index }) => (
              <th key={key} scope="col" style={align(index)}>
                {cell(item)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed(body).map((row) => (
            <tr key={row.key}>
              {keyed(row.item).map(({ key, item, index }) => (
                <td key={key} style={align(index)}>
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Alert({ block }: Props) {
  return (
    <div className={`b-alert ${block.level ?? 'default'}`}>
      {block.text && (typeof block.text === 'string' ? block.text : <TextObjectView text={block.text} />)}
    </div>
  );
}

const kinds: Record<string, (props: Props) => ReactNode> = {
  section: Section,
  header: Header,
  context: Context,
  divider: () => <hr className="b-divider" />,
  image: ImageBlock,
  rich_text: ({ block }) => <RichText nodes={block.elements as RichNode[] | undefined} />,
  markdown: ({ block }) => <Markdown text={typeof block.text === 'string' ? block.text : (block.text?.text ?? '')} />,
  table: Table,
  data_table: Table,
  actions: Actions,
  input: InputBlock,
  alert: Alert,
};

/** The blocks of a message or view, in order. */
export function Blocks({ blocks }: { blocks: readonly BlockShape[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => {
        const blockId = blockIdOf(block, index);
        const Kind = kinds[block.type];
        return (
          <div key={blockId} className={`block k-${block.type}`} data-block={blockId}>
            {Kind ? (
              <Kind block={block} blockId={blockId} />
            ) : (
              <p className="undrawn">This page does not draw a “{block.type}” block.</p>
            )}
          </div>
        );
      })}
    </div>
  );
}
