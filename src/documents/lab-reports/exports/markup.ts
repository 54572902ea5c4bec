/** HTML that is safe to send; only {@link markup} makes it. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

type Content = Markup | string | number | null | readonly (Markup | string | number | null)[];

/** Template tag: everything put into the template is escaped, except markup made the same way. Null adds nothing. */
export function markup(template: TemplateStringsArray, ...contents: Content[]): Markup {
  const parts = template.map((text, index) => text + render(contents[index] ?? null));
  return new Markup(parts.join(''));
}

function render(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(render).join('');
  return escapeText(String(content));
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for elements and quoted attributes of HTML and XHTML. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}
