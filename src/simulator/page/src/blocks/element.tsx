import type { ReactNode } from 'react';
import { Icon } from '../parts/icons.tsx';
import { MenuButton } from '../parts/menu.tsx';
import { isSafeUrl } from '../text/inline.ts';
import { plainWords } from '../text/plain.ts';
import { Checks, Radios } from './checks.tsx';
import { useConfirm } from './confirm.tsx';
import { FileField } from './file-field.tsx';
import { marksOf, useHost } from './host.ts';
import { Select } from './select.tsx';
import { TextField } from './text-field.tsx';
import { DateField, DateTimeField, TimeField } from './time-fields.tsx';
import type { Place } from './view-state.ts';

export interface ElementProps {
  place: Place;
  /** Ids of what explains the field. */
  describedBy?: string;
}

function Button({ place }: ElementProps) {
  const host = useHost();
  const { ask, dialog } = useConfirm();
  const { element } = place;
  const busy = host.isBusy(place);
  const press = () =>
    ask(element.confirm, () => {
      if (element.url && isSafeUrl(element.url)) window.open(element.url, '_blank', 'noreferrer');
      void host.fire(place);
    });
  return (
    <>
      <button
        type="button"
        className={`button ${element.style ?? ''} ${element.style === 'primary' || element.style === 'danger' ? 'solid' : ''} ${busy ? 'busy' : ''}`}
        disabled={busy || host.disabled}
        aria-busy={busy || undefined}
        aria-label={element.accessibility_label}
        onClick={press}
        {...marksOf(place)}
      >
        <span>{plainWords(element.text)}</span>
        {element.url && <Icon name="link" size={14} />}
      </button>
      {dialog}
    </>
  );
}

function Overflow({ place }: ElementProps) {
  const host = useHost();
  const { ask, dialog } = useConfirm();
  const { element } = place;
  const busy = host.isBusy(place);
  const items = (element.options ?? []).map((option) => ({
    key: option.value,
    label: plainWords(option.text),
    detail: option.description ? plainWords(option.description) : undefined,
    data: { 'data-value': option.value } as const,
    onPick: () =>
      ask(element.confirm, () => {
        if (option.url && isSafeUrl(option.url)) window.open(option.url, '_blank', 'noreferrer');
        void host.fire(place, { type: element.type, selected_option: option });
      }),
  }));
  return (
    <>
      <MenuButton
        label={element.accessibility_label ?? 'More options'}
        items={items}
        className={`button overflow ${busy ? 'busy' : ''}`}
        align="end"
        disabled={busy || host.disabled}
        data={marksOf(place)}
      >
        <Icon name="more" size={16} />
      </MenuButton>
      {dialog}
    </>
  );
}

const kinds: Record<string, (props: ElementProps) => ReactNode> = {
  button: Button,
  overflow: Overflow,
  static_select: Select,
  multi_static_select: Select,
  external_select: Select,
  multi_external_select: Select,
  users_select: Select,
  multi_users_select: Select,
  conversations_select: Select,
  multi_conversations_select: Select,
  channels_select: Select,
  multi_channels_select: Select,
  datepicker: DateField,
  timepicker: TimeField,
  datetimepicker: DateTimeField,
  checkboxes: Checks,
  radio_buttons: Radios,
  plain_text_input: TextField,
  email_text_input: TextField,
  url_text_input: TextField,
  number_input: TextField,
  file_input: FileField,
};

/** One interactive element. */
export function ElementView(props: ElementProps) {
  const { element } = props.place;
  const Kind = kinds[element.type];
  if (Kind) return <Kind {...props} />;
  return <span className="undrawn">This page does not draw a “{element.type}” element.</span>;
}
