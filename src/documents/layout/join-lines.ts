/** Words that a hyphen parts at the end of a line are one again. */
export function joinLines(lines: readonly string[]): string {
  return lines.reduce((text, line) => {
    if (text === '') return line;
    if (/\p{Ll}[-\u00ad]$/u.test(text) && /^\p{Ll}/u.test(line)) return text.slice(0, -1) + line;
    const isUnspaced =
      /[\u3040-\u30ff\u4e00-\u9fff\u3000-\u303f]$/u.test(text) && /^[\u3040-\u30ff\u4e00-\u9fff]/u.test(line);
    return text + (isUnspaced ? '' : ' ') + line;
  }, '');
}
