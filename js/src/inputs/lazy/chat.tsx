/** A conversation so far: its messages, who said them, and their files. */

import {
	acceptOf,
	Drop,
	type FileRef,
	type FormValue,
	type InputProps,
	Item,
	inputFor,
	isFileRef,
	isObject,
	list,
} from "../../core";
import css from "../../style/inputs/chat.css";

export { css };

interface Message {
	role: string;
	content: FormValue[];
	[more: string]: FormValue;
}

/** Read a message of any form: `content` is text, a file, or a list of them. */
function messageOf(value: FormValue): Message {
	if (!isObject(value)) return { role: "user", content: [value] };
	const { role, content, ...more } = value;
	return { ...more, role: typeof role === "string" ? role : "user", content: list(content) };
}

const textOf = (part: FormValue): string | null =>
	typeof part === "string" ? part : isObject(part) && typeof part.text === "string" ? part.text : null;

const fileOf = (part: FormValue): FileRef | null => {
	const file = isObject(part) && !isFileRef(part) ? part.file : part;
	return isFileRef(file) ? file : null;
};

export default function Chat({ parameter, value, change, upload, refuse, control, labelId }: InputProps) {
	const { label, required, options } = parameter;
	const messages = list(value).map(messageOf);
	const roles = [...new Set([...list(options.roles).map(String), ...messages.map(({ role }) => role)])];
	const Text = inputFor("text").Control;
	const { "aria-required": _, ...group } = control;
	const set = (next: Message[]) => change(next.length ? next : required ? undefined : []);
	const edit = (at: number, next: Partial<Message>) =>
		set(messages.map((one, i) => (i === at ? ({ ...one, ...next } as Message) : one)));

	function setText(at: number, text: string): void {
		const content = messages[at]?.content ?? [];
		const where = content.findIndex((part) => textOf(part) !== null);
		if (where < 0) edit(at, { content: [text, ...content] });
		else edit(at, { content: content.with(where, text) });
	}

	function add(): void {
		const last = messages.at(-1)?.role;
		set([...messages, { role: last === "user" ? "assistant" : "user", content: [""] }]);
	}

	function move(from: number): void {
		const next = messages.filter((_, i) => i !== from);
		if (messages[from]) next.splice(from - 1, 0, messages[from]);
		set(next);
	}

	const place =
		(at: number) =>
		(held: FormValue, file: FileRef): FormValue => {
			const now = list(held).map(messageOf);
			const message = now[at];
			return message ? now.with(at, { ...message, content: [...message.content, { file, alt_text: null }] }) : held;
		};

	return (
		<div class="g-talk" role="group" tabIndex={-1} {...group} aria-labelledby={labelId}>
			<ol>
				{messages.map((message, i) => {
					const { role, content } = message;
					const name = `Message ${i + 1}`;
					const text = content.map(textOf).find((one) => one !== null) ?? "";
					return (
						<li key={i} class={role === "user" ? "g-said" : "g-answered"}>
							<div class="g-row">
								<select
									aria-label={`Role of ${name}`}
									value={role}
									onChange={({ currentTarget }) => edit(i, { role: currentTarget.value })}
								>
									{roles.map((one) => (
										<option key={one}>{one}</option>
									))}
								</select>
								<span class="g-grow" />
								{i > 0 && (
									<button type="button" class="g-tiny" aria-label={`Move ${name} up`} onClick={() => move(i)}>
										↑
									</button>
								)}
								<button
									type="button"
									class="g-tiny"
									aria-label={`Remove ${name}`}
									onClick={() => set(messages.filter((_, at) => at !== i))}
								>
									✕
								</button>
							</div>
							<Text
								parameter={{
									...parameter,
									label: name,
									lines: 2,
									placeholder: "",
									required: false,
									max_length: null,
									options: {},
								}}
								value={text}
								isSet
								text={undefined}
								change={(next) => setText(i, typeof next === "string" ? next : "")}
								changeText={() => {}}
								upload={() => {}}
								refuse={() => {}}
								control={{
									id: `${control.id}-${i}`,
									"aria-label": name,
									"aria-describedby": "",
									"aria-invalid": false,
									"aria-required": false,
								}}
								labelId=""
							/>
							<Drop
								control={{
									id: `${control.id}-${i}-files`,
									"aria-label": `Files of ${name}`,
									"aria-describedby": "",
									"aria-invalid": false,
									"aria-required": false,
								}}
								label={name}
								accept={acceptOf(parameter.file_types)}
								multiple
								small
								words="Files: drop"
								onFiles={(files) => upload(files, place(i))}
								refuse={refuse}
								onUrl={(url) => edit(i, { content: [...content, { file: url, alt_text: null }] })}
							>
								{content.map((part, at) => {
									const file = fileOf(part);
									return (
										file && (
											<Item
												key={file.__file__}
												kind={(file.type ?? "").split("/")[0] ?? "file"}
												file={file}
												onRemove={() => edit(i, { content: content.filter((_, one) => one !== at) })}
												onEdited={(edited) =>
													upload([edited], (held, next) => {
														const now = list(held).map(messageOf);
														const given = now[i];
														return given
															? now.with(i, {
																	...given,
																	content: given.content.with(at, { file: next, alt_text: null }),
																})
															: held;
													})
												}
											/>
										)
									);
								})}
							</Drop>
						</li>
					);
				})}
			</ol>
			<button type="button" class="g-add" onClick={add}>
				Add message
			</button>
			{!messages.length && <span class="g-soft">{label} is empty.</span>}
		</div>
	);
}
