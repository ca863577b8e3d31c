import { type FormValue, filesIn, isFileRef, isObject, list, text } from "../kernel/values";
import { CopyButton } from "../ui/copy-button";
import { Actions } from "./actions";
import { useFollow } from "./auto-scroll";
import { FileRow } from "./file";
import { AudioPlayer, Caption, Picture, VideoPlayer } from "./media";
import { useGradually, useMore } from "./more";
import { type OutputProps, registerOutput } from "./registry";
import { Markdown } from "./text";

export const MOST_MESSAGES = 100; // in view
export const MESSAGES_AT_ONCE = 4; // drawn in one frame

function Chat({ output }: OutputProps) {
	const messages = list(output.value).filter(isObject);
	const { shown, before, more } = useMore(messages, MOST_MESSAGES, true);
	const notYet = shown.length - useGradually(shown.length, MESSAGES_AT_ONCE);
	return (
		<>
			<Actions output={output} copy={() => writtenOut(messages)} save={{ end: ".md" }} class="g-actions" />
			<ol class="g-chat" {...useFollow<HTMLOListElement>(output.value)}>
				{more && <li>{more}</li>}
				{shown.slice(notYet).map(({ role, content, title }, i) => (
					<li key={before + notYet + i} data-role={text(role)}>
						<span class="g-row g-soft">
							{text(title) || text(role)}
							<span class="g-grow" />
							<CopyButton class="g-link" text={wordsOf(content)}>
								copy
							</CopyButton>
						</span>
						{list(content).map((part, j) => (
							<Part key={j} part={part} />
						))}
					</li>
				))}
			</ol>
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

export function Part({ part }: { part: FormValue }) {
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
