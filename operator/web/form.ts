/** Parts of forms: each field with its label, hint and failure, tied together for assistive technology. */
import { type Html, html } from './html.ts';

export interface FieldWords {
  readonly label: string;
  readonly hint?: string | undefined;
}

export interface Field extends FieldWords {
  readonly name: string;
  readonly value?: string;
  readonly required?: boolean;
  /** Why it was refused. */
  readonly failure?: string | undefined;
  readonly autocomplete?: string;
}

export interface TextField extends Field {
  readonly type?: 'text' | 'email' | 'password' | 'tel';
  readonly numeric?: boolean;
  readonly maxLength?: number;
  readonly size?: 'short';
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A select: choices alone, or in named groups. */
export interface ChoiceField extends Field {
  readonly choices: readonly (Choice | { readonly group: string; readonly choices: readonly Choice[] })[];
  readonly choose: string;
}

/** A line to type in. A password that was typed is never sent back. */
export function textField(field: TextField): Html {
  const { name, type = 'text', numeric, maxLength, autocomplete } = field;
  return wrap(
    field,
    html`<input id="${name}" name="${name}" type="${type}" value="${type === 'password' ? '' : (field.value ?? '')}"${numeric && html` inputmode="numeric"`}${
      maxLength !== undefined && html` maxlength="${maxLength}"`
    }${autocomplete !== undefined && html` autocomplete="${autocomplete}"`}${stateOf(field)}>`,
    field.size === 'short' ? 'field short' : 'field',
  );
}

/** Several lines to type in. */
export function areaField(field: Field & { readonly maxLength: number }): Html {
  const { name, value = '', maxLength } = field;
  return wrap(
    field,
    html`<textarea id="${name}" name="${name}" rows="3" maxlength="${maxLength}"${stateOf(field)}>${value}</textarea>`,
    'field',
  );
}

/** One choice of a list. */
export function selectField(field: ChoiceField): Html {
  const option = ({ value, label }: Choice) =>
    html`<option value="${value}"${value === field.value && html` selected`}>${label}</option>`;
  const options = field.choices.map((one) =>
    'group' in one ? html`<optgroup label="${one.group}">${one.choices.map(option)}</optgroup>` : option(one),
  );
  return wrap(
    field,
    html`<select id="${field.name}" name="${field.name}"${stateOf(field)}><option value="">${field.choose}</option>${options}</select>`,
    'field',
  );
}

/** One of a few, all to be seen. */
export function radioField(field: Field & { readonly choices: readonly Choice[] }): Html {
  const { name, value, required, failure, label, hint } = field;
  const described = [hint && `${name}-hint`, failure && `${name}-failure`].filter(Boolean).join(' ');
  const radios = field.choices.map(
    (one, index) =>
      html`<label class="radio"><input type="radio" id="${index === 0 ? name : `${name}-${one.value}`}" name="${name}" value="${one.value}"${one.value === value && html` checked`}${required && html` required`}> ${one.label}</label>`,
  );
  return html`<fieldset class="field radios${required && ' required'}${failure !== undefined && ' refused'}"${described !== '' && html` aria-describedby="${described}"`}><legend>${label}</legend><div class="control">${radios}</div>${notes(field)}</fieldset>`;
}

/** What is wrong, before the form: each line leads to its field. Nothing when nothing is. */
export function failureSummary(title: string, fields: readonly Field[]): Html | null {
  const refused = fields.filter((field) => field.failure !== undefined);
  if (refused.length === 0) return null;
  const lines = refused.map(({ name, label, failure }) => html`<li><a href="#${name}">${label}</a> · ${failure}</li>`);
  return html`<div class="summary" role="alert" aria-labelledby="summary-title"><h2 id="summary-title">${title}</h2><ul>${lines}</ul></div>`;
}

function wrap(field: Field, control: Html, look: string): Html {
  const { name, label, required, failure } = field;
  return html`<div class="${look}${required && ' required'}${failure !== undefined && ' refused'}"><label for="${name}">${label}</label><div class="control">${control}</div>${notes(field)}</div>`;
}

function notes({ name, hint, failure }: Field): Html {
  return html`${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}${failure !== undefined && html`<p class="failure" id="${name}-failure">${failure}</p>`}`;
}

function stateOf({ name, required, hint, failure }: Field): Html {
  const described = [hint && `${name}-hint`, failure && `${name}-failure`].filter(Boolean).join(' ');
  return html`${required && html` required`}${described !== '' && html` aria-describedby="${described}"`}${failure !== undefined && html` aria-invalid="true"`}`;
}
