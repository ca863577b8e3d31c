import "./text";
import "./json";
import "./label";
import "./media";
import "./file";
import "./chat";
import "./highlight";
