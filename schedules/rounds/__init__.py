"""In which round each pair meets, and who idles when."""
