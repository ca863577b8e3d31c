import { type FormValue, filesIn, isFileRef, isObject, list, text } from "../kernel/values";
import { begun, LINE, weigh } from "../pieces";
import { CopyButton } from "../ui/copy-button";
import { Actions } from "./actions";
import { useFollow } from "./auto-scroll";
import { FileRow } from "./file";
import { AudioPlayer, Caption, Picture, VideoPlayer } from "./media";
import { useGradually, useMore } from "./more";
import { type OutputProps, registerOutput } from "./registry";
import { Markdown } from "./text";

const MOST_MESSAGES = 100; // in view
const AT_ONCE = 10_000; // units of text that are drawn in one frame
const MOST_PARTS = 20; // of a message, in view

function Chat({ output }: OutputProps) {
	const messages = list(output.value).filter(isObject);
	const { shown, before, more } = useMessages(messages, ({ content }) => content);
	return (
		<>
			<Actions output={output} copy={() => writtenOut(messages)} save={{ end: ".md" }} class="g-actions" />
			<ol class="g-chat" {...useFollow<HTMLOListElement>(output.value)}>
				{more && <li>{more}</li>}
				{shown.map(({ role, content, title }, i) => (
					<li key={before + i} data-role={text(role)}>
						<span class="g-row g-soft">
							{begun(text(title) || text(role), LINE)}
							<span class="g-grow" />
							<CopyButton class="g-link" text={wordsOf(content)}>
								copy
							</CopyButton>
						</span>
						<Parts content={content} />
					</li>
				))}
			</ol>
		</>
	);
}

/** The last messages of a conversation, drawn from the end, some in each frame. */
export function useMessages<M>(
	messages: readonly M[],
	contentOf: (message: M) => FormValue | undefined,
): ReturnType<typeof useMore<M>> {
	const { shown, before, more } = useMore(messages, MOST_MESSAGES, true);
	const least = AT_ONCE / 4; // units that a short message counts as
	const weight = (at: number) => Math.max(least, weigh(wordsOf(contentOf(shown[shown.length - 1 - at] as M))));
	const notYet = shown.length - useGradually(shown.length, AT_ONCE, weight);
	return { shown: shown.slice(notYet), before: before + notYet, more };
}

/** What is in a message. */
export function Parts({ content }: { content: FormValue | undefined }) {
	const { shown, more } = useMore(list(content), MOST_PARTS);
	return (
		<>
			{shown.map((part, i) => (
				<Part key={i} part={part} />
			))}
			{more}
		</>
	);
}

/** A conversation as Markdown; files by their names. */
export const writtenOut = (messages: readonly { [part: string]: FormValue }[]): string =>
	messages
		.map(({ role, title, content }) => {
			const files = filesIn(content).map(({ name }) => `*${name}*`);
			return [`## ${text(title) || text(role)}`, wordsOf(content), ...files].filter(Boolean).join("\n\n");
		})
		.join("\n\n");

export const wordsOf = (content: FormValue | undefined): string =>
	list(content)
		.map((part) => (isObject(part) ? text(part.text) : text(part)))
		.filter(Boolean)
		.join("\n\n");

function Part({ part }: { part: FormValue }) {
	if (!isObject(part)) return <Markdown source={text(part)} breaks />;
	const { file, alt } = part;
	if (!isFileRef(file)) return <Markdown source={text(part.text)} breaks />;
	const kind = file.type?.split("/")[0];
	if (!kind || !["image", "audio", "video"].includes(kind)) return <FileRow file={file} />;
	return (
		<figure>
			{kind === "image" && <Picture file={file} alt={text(alt) || file.name} />}
			{kind === "audio" && <AudioPlayer file={file} />}
			{kind === "video" && <VideoPlayer file={file} />}
			<Caption file={file} />
		</figure>
	);
}

registerOutput("chat", Chat);
