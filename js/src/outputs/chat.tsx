import { CopyButton } from "../panel/copy";
import { type FormValue, isFileRef, isObject, list, text } from "../values";
import { FileRow } from "./file";
import { useFollow } from "./follow";
import { AudioPlayer, Caption, Picture, VideoPlayer } from "./media";
import { type OutputProps, registerOutput } from "./registry";
import { Markdown } from "./text";

function Chat({ output }: OutputProps) {
	return (
		<ol class="g-chat" {...useFollow<HTMLOListElement>(output.value)}>
			{list(output.value)
				.filter(isObject)
				.map(({ role, content, title }, i) => (
					<li key={i} data-role={text(role)}>
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
	);
}

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
