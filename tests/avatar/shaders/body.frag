#version 330
in vec3 seen;
out vec4 colour;

void main() { colour = vec4(seen, 1); }
