/** What there is to see of a conversation, worked out of what the kernel told of it. */

import {
	type Endpoint,
	type FormValue,
	isFileRef,
	isObject,
	list,
	type Message,
	type Run,
	type Talk,
	text,
	wordsFor,
	wordsOf,
} from "../core";

export function isBusy({ pending }: Talk, run: Run | undefined): boolean {
	if (!pending) return false;
	if (!run) return true;
	return !wordsFor(run.state).over || (pending.recalled !== null && run.state === "done");
}

/** What there is to see: also what was said last, and as much of the answer as has come. */
export function messagesOf({ talk }: Endpoint, { messages, pending }: Talk, run: Run | undefined): Message[] {
	if (!pending) return messages;
	const asked = [...messages, pending.message];
	const answer = pending.recalled ? undefined : run?.outputs.find(({ name }) => name === talk?.answer);
	if (!answer) return asked;
	if (answer.kind === "chat") {
		// It is the whole conversation: of what the kernel has told already, the turns are known.
		const whole = list(answer.value).filter(isObject);
		return whole.length
			? whole.map(({ role, content, title }, i) => ({
					role: text(role),
					content: list(content),
					title: text(title) || null,
					turn: messages[i]?.turn ?? null,
				}))
			: asked;
	}
	const content = partsOf(answer.value);
	return content.length ? [...asked, { role: "assistant", content, title: null, turn: null }] : asked;
}

/** An answer of a ChatInterface is text, a message, a file, or several of these. */
function partsOf(value: FormValue | undefined): FormValue[] {
	if (Array.isArray(value)) return value.flatMap(partsOf);
	if (!isObject(value)) return text(value) ? [{ text: text(value) }] : [];
	if (isFileRef(value)) return [{ file: value, alt: null }];
	if ("content" in value) return partsOf(value.content);
	if ("text" in value) return [...partsOf(value.text), ...list(value.files).flatMap(partsOf)];
	return "file" in value ? [value] : [{ text: text(value) }];
}

export function lastTurn({ messages, pending }: Talk): Message | undefined {
	return pending?.message ?? messages.findLast(({ turn }) => turn !== null);
}

/** What a Chatbot holds before anybody has said anything. */
export function beginning({ parameters, talk }: Endpoint): Message[] {
	const held = parameters.find(({ name }) => name === talk?.history)?.default;
	return list(held)
		.filter(isObject)
		.map(({ role, content }) => ({ role: text(role), content: list(content), title: null, turn: null }));
}

export const textIn = ({ content }: Message): string => wordsOf(content);

export const controlOf = ({ parameters, talk }: Endpoint): string =>
	parameters.find(({ name }) => name === talk?.message)?.control ?? "text";

/** A message as its parameter takes it. The kernel does not expand `{{name}}` in it, so it needs no escape. */
export function messageValue(control: string, { content }: Message, words: string): FormValue {
	const files = content.flatMap((part) => (isObject(part) && isFileRef(part.file) ? [part.file] : []));
	return control === "multimodal" ? { text: words, files } : words;
}
