import { TextObjectView } from '../text/formatted.tsx';
import { useConfirm } from './confirm.tsx';
import type { ElementProps } from './element.tsx';
import { fieldId, marksOf, tellsApp, useHost } from './host.ts';
import type { ElementValue, Option } from './shapes.ts';

function optionsOf(held: unknown): Option[] {
  return Array.isArray(held) ? (held as Option[]) : [];
}

function useChoose({ place }: ElementProps) {
  const host = useHost();
  const { ask, dialog } = useConfirm();
  const held = host.valueOf(place);
  const choose = (value: ElementValue) => {
    host.edit(place, value);
    if (tellsApp(place))
      ask(
        place.element.confirm,
        () => void host.fire(place, value),
        () => host.edit(place, held),
      );
  };
  return { host, held, choose, dialog };
}

function Choice(props: {
  kind: 'checkbox' | 'radio';
  id: string;
  name: string;
  option: Option;
  checked: boolean;
  disabled: boolean;
  onChange: () => void;
  data: object;
}) {
  const { option, id } = props;
  return (
    <label className="choice" htmlFor={id}>
      <input
        id={id}
        type={props.kind}
        name={props.name}
        value={option.value}
        checked={props.checked}
        disabled={props.disabled}
        onChange={props.onChange}
        {...props.data}
      />
      <span className="choice-words">
        <TextObjectView text={option.text} />
        {option.description && (
          <span className="choice-detail">
            <TextObjectView text={option.description} />
          </span>
        )}
      </span>
    </label>
  );
}

export function Checks({ place }: ElementProps) {
  const { host, held, choose, dialog } = useChoose({ place });
  const chosen = optionsOf(held.selected_options);
  const id = fieldId(host, place);
  const toggle = (option: Option) => {
    const without = chosen.filter((one) => one.value !== option.value);
    choose({
      type: place.element.type,
      selected_options: without.length < chosen.length ? without : [...chosen, option],
    });
  };
  return (
    <div className="choices">
      {(place.element.options ?? []).map((option) => (
        <Choice
          key={option.value}
          kind="checkbox"
          id={`${id}-${option.value}`}
          name={id}
          option={option}
          checked={chosen.some((one) => one.value === option.value)}
          disabled={host.disabled}
          onChange={() => toggle(option)}
          data={marksOf(place)}
        />
      ))}
      {dialog}
    </div>
  );
}

export function Radios({ place }: ElementProps) {
  const { host, held, choose, dialog } = useChoose({ place });
  const chosen = held.selected_option as Option | null | undefined;
  const id = fieldId(host, place);
  return (
    <div className="choices" role="radiogroup">
      {(place.element.options ?? []).map((option) => (
        <Choice
          key={option.value}
          kind="radio"
          id={`${id}-${option.value}`}
          name={id}
          option={option}
          checked={chosen?.value === option.value}
          disabled={host.disabled}
          onChange={() => choose({ type: place.element.type, selected_option: option })}
          data={marksOf(place)}
        />
      ))}
      {dialog}
    </div>
  );
}
