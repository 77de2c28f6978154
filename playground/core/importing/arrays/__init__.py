"""Arrays as other programs save them: npy, npz, safetensors, IDX and MATLAB's files, never by pickle."""
