import { type FormValue, isFileRef, isObject, list, text } from "../values";
import { FileRow } from "./file";
import { useFollow } from "./follow";
import { AudioPlayer, Picture, VideoPlayer } from "./media";
import { type OutputProps, registerOutput } from "./registry";
import { Markdown } from "./text";

function Chat({ output }: OutputProps) {
	return (
		<ol class="g-chat" {...useFollow<HTMLOListElement>(output.value)}>
			{list(output.value)
				.filter(isObject)
				.map(({ role, content, title }, i) => (
					<li key={i} data-role={text(role)}>
						<span class="g-soft">{text(title) || text(role)}</span>
						{list(content).map((part, j) => (
							<Part key={j} part={part} />
						))}
					</li>
				))}
		</ol>
	);
}

function Part({ part }: { part: FormValue }) {
	if (!isObject(part)) return <Markdown source={text(part)} breaks />;
	const { file, alt } = part;
	if (!isFileRef(file)) return <Markdown source={text(part.text)} breaks />;
	const kind = file.type?.split("/")[0];
	if (kind === "image") return <Picture file={file} alt={text(alt) || file.name} />;
	if (kind === "audio") return <AudioPlayer file={file} />;
	if (kind === "video") return <VideoPlayer file={file} />;
	return <FileRow file={file} />;
}

registerOutput("chat", Chat);
