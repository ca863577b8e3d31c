/** Names of notebook variables in a text; the same grammar as `gradio_nb/widget/notebook/variables.py`, which expands them. */

const TEMPLATE = /(\\?)\{\{[ \t\r\n]*([\p{XID_Start}_]\p{XID_Continue}*)[ \t\r\n]*\}\}/gu;

/** The names that the kernel would look up; `\{{name}}` is the text `{{name}}` itself. */
export const namesIn = (text: string): string[] =>
	[...text.matchAll(TEMPLATE)].flatMap(([, escaped, name = ""]) => (escaped ? [] : [name]));
